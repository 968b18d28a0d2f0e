// `npm run generate`: turns the facts in `openapi/` and the descriptions that npm packages carry into
// `src/schema/generated/`. Runs on `npm ci` too, so it needs nothing but Node and installed packages.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describedSpecials, describedTypeMeta, describedTypes } from './descriptions.ts'
import { readFacts } from './facts.ts'
import { parameterTexts } from './parameters.ts'
import { typescriptOf } from './typescript.ts'

const target = new URL('../../src/schema/generated/', import.meta.url)
const facts = readFacts()

rmSync(target, { recursive: true, force: true })
write('types.json', JSON.stringify(facts.structs))
for (const [file, text] of typescriptOf(facts)) write(file, text)
for (const [groupVersion, structs] of describedTypes(facts))
  write(`openapi/${groupVersion.replace('/', '-')}.json`, JSON.stringify(structs))
const { groups, registered } = facts
write(
  'openapi/common.json',
  JSON.stringify({
    groups,
    registered,
    typeMeta: describedTypeMeta(),
    specials: describedSpecials(),
  }),
)

write('openapi/parameters.json', JSON.stringify(parameterTexts()))

function write(name: string, text: string): void {
  const file = new URL(name, target)
  mkdirSync(dirname(file.pathname), { recursive: true })
  writeFileSync(file, text)
}
