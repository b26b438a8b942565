/** Words that readers use for what the pages call otherwise, and words that find everything. */
export const synonyms = {
  ignore: ["a", "an", "and", "are", "can", "do", "does", "for", "how", "i", "in", "is", "it", "of", "on", "or", "should", "still", "the", "to", "what", "when", "where", "which", "why", "with", "without"],
  /** @type {Record<string, string[]>} */
  same: {
    swagger: ["openapi"],
    forgery: ["csrf"],
    login: ["accounts", "authentication"],
    orm: ["database"],
  },
};
