WITH RECURSIVE n (i) AS (SELECT 11 UNION ALL SELECT i + 1 FROM n WHERE i < 100)
INSERT INTO author (id, name) SELECT i, 'Author ' || i FROM n;
UPDATE book SET author_id = id;
