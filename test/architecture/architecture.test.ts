// What we agreed on is a test: who may import whom, how long a file may be, where time and chance come from.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'

const LINES_MAX = 300

/** The rooms, and what each may import of ours. Rooms of one file stand by its name. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  main: ['cli', 'cluster'],
  cli: ['cluster'],
  index: ['cluster'],
  cluster: ['*'],
  rest: ['registry', 'auth', 'kinds', 'schema', 'patch', 'meta', 'clock'],
  graphql: ['registry', 'auth', 'kinds', 'schema', 'patch', 'meta', 'clock'],
  page: ['registry', 'auth', 'kinds', 'schema', 'patch', 'meta', 'clock'],
  controllers: ['loop', 'registry', 'scheduling', 'kinds', 'meta', 'clock', 'ids'],
  kubelet: ['loop', 'registry', 'scheduling', 'kinds', 'meta', 'clock', 'ids'],
  registry: ['store', 'patch', 'schema', 'meta', 'clock', 'ids'],
  auth: ['registry', 'meta', 'clock'],
  scheduling: ['schema', 'meta'],
  kinds: ['schema', 'meta'],
  patch: ['schema', 'meta'],
  store: ['meta', 'clock', 'ids'],
  loop: ['clock'],
  schema: ['meta'],
  meta: [],
  clock: [],
  ids: [],
}

/** Packages that have a home. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  fastify: ['rest', 'graphql', 'page'],
  mercurius: ['graphql'],
  lowdb: ['store'],
  'node:fs': ['store', 'schema', 'page', 'cluster'],
  'node:fs/promises': ['store', 'cluster'],
}

const roomOf = (path: string): string => {
  const [first = ''] = relative('src', path).split('/')
  return first.replace(/\.ts$/, '')
}

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : sources(path)
    return path.endsWith('.ts') ? [path] : []
  })

interface Import {
  readonly from: string
  readonly typeOnly: boolean
}

function importsOf(text: string): Import[] {
  const found: Import[] = []
  for (const [, type, from] of text.matchAll(
    /^(?:import|export)(\s+type)?\s[^'"]*?from\s+'([^']+)'/gm,
  ))
    found.push({ from: from ?? '', typeOnly: type !== undefined })
  for (const [, from] of text.matchAll(/\bimport\('([^']+)'\)/g))
    found.push({ from: from ?? '', typeOnly: false })
  for (const [, from] of text.matchAll(/^import\s+'([^']+)'/gm))
    found.push({ from: from ?? '', typeOnly: false })
  return found
}

const files = sources('src').map(path => ({
  path,
  room: roomOf(path),
  text: readFileSync(path, 'utf8'),
}))

test('a room imports only the rooms that the table of the architecture allows it', () => {
  const wrong: string[] = []
  for (const { path, room, text } of files)
    for (const { from, typeOnly } of importsOf(text)) {
      if (!from.startsWith('.')) continue
      const target = join(dirname(path), from)
      if (target === 'package.json') continue
      if (typeOnly && target.includes('schema/generated')) continue
      if (typeOnly && (roomOf(target) === 'clock' || roomOf(target) === 'ids')) continue
      const other = roomOf(target)
      const allowed = MAY_IMPORT[room] ?? []
      if (other !== room && !allowed.includes('*') && !allowed.includes(other))
        wrong.push(
          `${path} imports ${from}: ${room} may import ${allowed.join(', ') || 'nothing'}; hand the part over as an argument, or move the function`,
        )
    }
  assert.deepEqual(wrong, [])
})

test('a package with a home is imported nowhere else', () => {
  const wrong = files.flatMap(({ path, room, text }) =>
    importsOf(text)
      .filter(
        ({ from, typeOnly }) =>
          !typeOnly && HOMES[from] !== undefined && !HOMES[from].includes(room),
      )
      .map(({ from }) => `${path} imports ${from}, whose home is ${HOMES[from]?.join(', ')}`),
  )
  assert.deepEqual(wrong, [])
})

test(`no file is longer than ${LINES_MAX} lines`, () => {
  const long = files
    .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
    .filter(({ lines }) => lines > LINES_MAX)
    .map(({ path, lines }) => `${path} has ${lines} lines: it holds more than one subject`)
  assert.deepEqual(long, [])
})

test('time comes from clock.ts and chance from ids.ts, and from nowhere else', () => {
  const reads = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\brandomUUID\(/
  const wrong = files
    .filter(({ path, text }) => !['src/clock.ts', 'src/ids.ts'].includes(path) && reads.test(text))
    .map(
      ({ path }) =>
        `${path} reads the machine's clock or chance: take a Clock or Ids as an argument`,
    )
  assert.deepEqual(wrong, [])
})

test('nothing is typed `any`', () => {
  const wrong = files
    .filter(({ text }) =>
      /:\s*any\b|\bas any\b|<any>/.test(text.replace(/\/\/.*|\/\*[\s\S]*?\*\/|'[^']*'/g, '')),
    )
    .map(({ path }) => path)
  assert.deepEqual(wrong, [])
})

test('only main.ts touches the process', () => {
  const wrong = files
    .filter(
      ({ path, text }) =>
        path !== 'src/main.ts' &&
        // Simulated containers have processes, too: those are arguments.
        !/\bprocess: Process\b|\bprocess => /.test(text) &&
        /\bprocess\.(exit|argv|env|on|stdin|stdout)\b/.test(text),
    )
    .map(({ path }) => `${path} touches the process: main.ts hands it what it needs`)
  assert.deepEqual(wrong, [])
})
