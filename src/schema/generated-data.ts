// The only file of this room that reads from disk: data that `npm run generate` wrote beside it and
// that `npm run build` copies beside the bundle. Each file is parsed once, when it is first needed.
import { readFileSync } from 'node:fs'

const parsed = new Map<string, unknown>()

/** A generated file of JSON, such as `types.json` or `openapi/core-v1.json`. */
export function generatedJson(name: string): unknown {
  const known = parsed.get(name)
  if (known !== undefined) return known
  const value: unknown = JSON.parse(
    readFileSync(new URL(`./generated/${name}`, import.meta.url), 'utf8'),
  )
  parsed.set(name, value)
  return value
}
