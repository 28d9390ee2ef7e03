// Validates OpenAPI documents: prints a line for each fault. The arguments are pairs of JSON and YAML.
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { Validator } from "@seriousme/openapi-schema-validator";
import { parse } from "yaml";

const folder = process.argv[2];
for (const name of process.argv.slice(3)) {
  const read = (extension) => readFileSync(`${folder}/${name}.${extension}`, "utf8");
  const document = JSON.parse(read("json"));
  delete document["x-generated"];
  // Readers of YAML 1.1 take more plain texts for other types.
  for (const version of ["1.1", "1.2"]) {
    if (!isDeepStrictEqual(document, parse(read("yaml"), { version }))) {
      console.log(`${name}: as YAML ${version}, the document differs from the JSON`);
    }
  }
  const ids = new Set();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const operation of Object.values(item)) {
      if (ids.has(operation.operationId)) {
        console.log(`${name}: ${path}: two operations ${operation.operationId}`);
      }
      ids.add(operation.operationId);
      const named = [...path.matchAll(/\{([^}]*)\}/g)].map((match) => match[1]).sort();
      const parameters = (operation.parameters ?? []).filter((parameter) => parameter.in === "path");
      const declared = parameters.map((parameter) => parameter.name).sort();
      if (!isDeepStrictEqual(named, declared)) {
        console.log(`${name}: ${path}: its parameters are ${declared}`);
      }
    }
  }
  const result = await new Validator().validate(document);
  if (!result.valid) {
    console.log(`${name}: ${JSON.stringify(result.errors).slice(0, 2000)}`);
  }
}
