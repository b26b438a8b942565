# --8<-- [start:server]
def post_request(worker, request, environ, response):
    from books.logs import end  # Gunicorn reads this file before it finds the application

    end()


# --8<-- [end:server]
