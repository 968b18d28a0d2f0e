// `npm run build`: bundles the program and the library into `dist/`, with everything that starts
// slowly (GraphQL above all) in chunks that are loaded when they are needed; copies the generated
// data beside them; writes the library's types; collects the licences of what is bundled.
import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { build, type Metafile } from 'esbuild'

const root = new URL('../', import.meta.url)
const dist = new URL('dist/', root)
const path = (name: string, base = root): string => new URL(name, base).pathname

rmSync(dist, { recursive: true, force: true })
mkdirSync(dist, { recursive: true })

const entries = ['src/main.ts', 'src/index.ts'].filter(entry => existsSync(path(entry)))
const { metafile } = await build({
  absWorkingDir: path('.'),
  entryPoints: entries,
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // GraphQL looks twice at every type otherwise, for those who have two copies of it.
  define: { 'process.env.NODE_ENV': '"production"' },
  chunkNames: '[name]-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  metafile: true,
  // Packages written for CommonJS ask for `require` and the file's place.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
  logLevel: 'warning',
})

const page = await buildPage()

copyGenerated()
writeLicences([metafile, page])
writeTypes()
if (existsSync(path('main.js', dist))) makeExecutable(path('main.js', dist))

/** The editor page for browsers, with all that it needs: it is served as it is, and nothing comes from elsewhere. */
async function buildPage(): Promise<Metafile> {
  const { metafile } = await build({
    absWorkingDir: path('.'),
    entryPoints: ['src/page/browser/main.ts'],
    outdir: 'dist/graphiql',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome111', 'firefox113', 'safari16.4'],
    define: { 'process.env.NODE_ENV': '"production"' },
    minify: true,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  })
  return metafile
}

/** Data that the program reads, asked for relative to the file that asks: all bundled files stand in one folder. */
function copyGenerated(): void {
  cpSync(path('src/schema/generated'), path('generated/', dist), {
    recursive: true,
    filter: source => !source.endsWith('.ts'),
  })
}

/** The licence texts of all packages of which something is in the bundle. */
function writeLicences(metas: readonly Metafile[]): void {
  const packages = new Set<string>()
  for (const input of metas.flatMap(({ inputs }) => Object.keys(inputs))) {
    const match = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)
    if (match !== null) packages.add(input.slice(0, match[0].length))
  }
  const notices = [...packages].sort().map(noticeOf)
  writeFileSync(
    path('THIRD-PARTY-LICENSES', dist),
    `The files in this folder contain code of the following packages.\n\n${notices.join('\n')}`,
  )
}

function noticeOf(folder: string): string {
  const manifest = JSON.parse(readFileSync(path(`${folder}package.json`), 'utf8')) as Record<
    string,
    unknown
  >
  const file = readdirSync(path(folder)).find(name => /^(licen[sc]e|copying)(\.|-|$)/i.test(name))
  const text =
    file === undefined ? '(no licence file)\n' : readFileSync(path(folder + file), 'utf8')
  return `${'-'.repeat(80)}\n${manifest.name} ${manifest.version} (${manifest.license})\n\n${text}`
}

/** Declarations of the library, with imports that end in `.js`. */
function writeTypes(): void {
  if (!existsSync(path('src/index.ts'))) return
  const options = {
    extends: '../tsconfig.json',
    compilerOptions: {
      // Types are checked by `npm run check`.
      noCheck: true,
      noEmit: false,
      emitDeclarationOnly: true,
      declaration: true,
      allowImportingTsExtensions: false,
      rootDir: '../src',
      outDir: 'types',
    },
    include: [],
    files: ['../src/index.ts'],
  }
  const config = path('tsconfig.types.json', dist)
  writeFileSync(config, JSON.stringify(options))
  execFileSync(process.execPath, [path('node_modules/typescript/bin/tsc'), '-p', config], {
    stdio: 'inherit',
  })
  rmSync(config)
  for (const file of readdirSync(path('types', dist), { recursive: true, encoding: 'utf8' }))
    if (file.endsWith('.d.ts')) nameScripts(path(`types/${file}`, dist))
}

/** Imports in declarations name the scripts that they describe. */
function nameScripts(file: string): void {
  const text = readFileSync(file, 'utf8')
  writeFileSync(file, text.replace(/(['"]\.{1,2}\/[^'"]*)\.ts(['"])/g, '$1.js$2'))
}

function makeExecutable(file: string): void {
  const text = readFileSync(file, 'utf8')
  if (!text.startsWith('#!')) writeFileSync(file, `#!/usr/bin/env node\n${text}`)
  chmodSync(file, 0o755)
}
