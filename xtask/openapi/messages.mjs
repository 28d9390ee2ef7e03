// Validates messages by the schemas of documents. Each line of stdin is a record; each line of stdout is its answer: the
// errors of Ajv, and whether the schema contains the texts of the record.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const folder = process.argv[2];
const documents = new Map();

function load(name) {
  if (!documents.has(name)) {
    const document = JSON.parse(readFileSync(`${folder}/${name}.json`, "utf8"));
    // All keywords must be known, and all formats are asserted.
    const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, strictRequired: false, validateFormats: true });
    addFormats(ajv);
    ajv.addFormat("uint32", { type: "number", validate: (value) => Number.isInteger(value) && value >= 0 && value < 2 ** 32 });
    ajv.addFormat("uint64", true);
    ajv.addVocabulary(["x-generated", "openapi", "info", "tags", "paths", "components", "servers", "security"]);
    ajv.addSchema(document, name);
    documents.set(name, { ajv, schemas: document.components.schemas, validators: new Map() });
  }
  return documents.get(name);
}

// The texts of a schema, and those of the schemas that it uses.
function texts(schemas, name, seen = new Set()) {
  if (seen.has(name)) {
    return "";
  }
  seen.add(name);
  const text = JSON.stringify(schemas[name]);
  const used = [...text.matchAll(/#\/components\/schemas\/([^"]+)/g)].map((match) => texts(schemas, match[1], seen));
  return text + used.join("");
}

for await (const line of createInterface({ input: process.stdin })) {
  const { document, type, text, message } = JSON.parse(line);
  const { ajv, schemas, validators } = load(document);
  if (!validators.has(type)) {
    validators.set(type, ajv.getSchema(`${document}#/components/schemas/${type}`));
  }
  const validate = validators.get(type);
  const errors = validate(message) ? [] : validate.errors;
  const contains = text === undefined || texts(schemas, type).includes(JSON.stringify(text).slice(1, -1));
  const shown = errors.map(({ keyword, instancePath, params }) => ({ keyword, path: instancePath, format: params.format }));
  console.log(JSON.stringify({ errors: shown, contains }));
}
