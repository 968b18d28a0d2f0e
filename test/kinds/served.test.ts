// Compares the table with published facts about v1.36, where these are at hand (FACTS names the folder).
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { builtinKinds, groupOf, type Served, Table } from '../../src/kinds/index.ts'
import type { Verb } from '../../src/meta/kind.ts'

const FILE = join(process.env['FACTS'] ?? '../shared/facts', 'swagger-1.36.0.json')
const absent = existsSync(FILE) ? false : 'the published OpenAPI document is not at hand'

interface Operation {
  readonly 'x-kubernetes-action'?: string
}

const VERBS: Readonly<Record<string, Verb>> = { post: 'create', put: 'update' }

/** What the document serves: `apps/v1 daemonsets/status` and its verbs. */
function published(): Map<string, Set<string>> {
  const document = JSON.parse(readFileSync(FILE, 'utf8')) as {
    paths: Record<string, Record<string, Operation>>
  }
  const found = new Map<string, Set<string>>()
  for (const [path, item] of Object.entries(document.paths)) {
    const match =
      /^\/(?:api|apis\/([^/]+))\/(v\d+)\/(?!watch\/)(?:namespaces\/\{namespace\}\/)?([a-z]+)(?:\/\{name\}(?:\/([a-z]+))?)?$/.exec(
        path,
      )
    if (match === null) continue
    const [, group = '', version, plural, subresource] = match
    const name = subresource === undefined ? plural : `${plural}/${subresource}`
    const key = `${group}/${version} ${name}`
    const verbs = found.get(key) ?? new Set()
    for (const [method, operation] of Object.entries(item)) {
      const action = operation['x-kubernetes-action']
      if (action === undefined || method === 'head' || method === 'options') continue
      verbs.add(action === 'connect' ? connectVerb(method) : (VERBS[action] ?? action))
    }
    found.set(key, verbs)
  }
  return found
}

const connectVerb = (method: string): string => VERBS[method] ?? method

function served(): Map<string, Set<string>> {
  const table = new Table(builtinKinds)
  const found = new Map<string, Set<string>>()
  for (const kind of table.all()) {
    for (const version of kind.versions) {
      const prefix = prefixOf({ kind, version })
      found.set(prefix, new Set(kind.verbs))
      for (const sub of kind.subresources ?? [])
        found.set(`${prefix}/${sub.name}`, new Set(sub.verbs))
    }
  }
  return found
}

const prefixOf = (each: Served): string =>
  `${groupOf(each)}/${each.version.version} ${each.kind.plural}`

/** Watches are told by other paths in the document. */
const sorted = (verbs: Iterable<string>): string[] =>
  [...new Set(verbs)].filter(verb => verb !== 'watch' && verb !== 'watchlist').sort()

test('the table serves what the published document of v1.36 has', { skip: absent }, () => {
  const [theirs, ours] = [published(), served()]
  assert.deepEqual([...ours.keys()].sort(), [...theirs.keys()].sort())
  for (const [key, verbs] of theirs)
    assert.deepEqual(sorted(ours.get(key) ?? []), sorted(verbs), key)
})
