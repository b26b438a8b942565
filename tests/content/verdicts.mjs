// Reads {book, answers: [...]} and writes the verdict of verdict.js on each set of answers.
import { readFileSync } from "node:fs";
import { decide } from "../../overrides/assets/javascripts/verdict.js";

const { book, answers } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(answers.map((given) => decide(book, given))));
