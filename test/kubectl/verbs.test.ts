// Runs the verbs with every kubectl that is to be had: those on the PATH and under `.cache`, named kubectl,
// kubectl.1.NN or kubectl-1.NN. With RECORD=1 the table of docs/kubectl.md is written anew.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { after, describe, it } from 'node:test'
import { type Cluster, startCluster } from '../../src/index.ts'
import type { Area, Verb } from './verbs/verb.ts'
import { AREAS, VERBS } from './verbs.ts'

/** Old, new, and those after which much changed: enough for every day. */
const EVERY_DAY = [27, 30, 33, 35]
const SECONDS_MAX = 40

const found = kubectls()
const RECORDS = process.env.RECORD === '1'
/** The versions that the table shows: all that are to be had. */
const SHOWN = RECORDS ? [...found.keys()].sort() : EVERY_DAY
const results = new Map<Verb, Map<number, string>>(VERBS.map(verb => [verb, new Map()]))

for (const minor of SHOWN) {
  const file = found.get(minor)
  const skip = file === undefined && `no kubectl 1.${minor} here`
  describe(`kubectl 1.${minor}`, { skip }, () => {
    let cluster: Cluster | undefined
    const home = mkdtempSync(join(tmpdir(), 'mimikube-verbs-'))
    after(async () => {
      await cluster?.close()
      rmSync(home, { recursive: true, force: true })
    })
    for (const verb of VERBS) {
      const { since: [first, why] = [0, ''] } = verb
      const tooOld = minor < first
      if (tooOld) results.get(verb)?.set(minor, `1.${minor} ${why}`)
      it(`does ${verb.verb}`, { skip: tooOld && why }, async () => {
        cluster ??= await opened(home)
        const { code, text } = await run(verb.command, file ?? '', home)
        results.get(verb)?.set(minor, 'no')
        assert.match(text, verb.prints)
        assert.equal(code, verb.code ?? 0, text)
        results.get(verb)?.set(minor, 'yes')
      })
    }
  })
}

after(() => {
  if (RECORDS) writeFileSync(resolve('docs/kubectl.md'), page())
})

async function opened(home: string): Promise<Cluster> {
  const cluster = await startCluster({ nodes: 2 })
  writeFileSync(join(home, 'kubeconfig'), cluster.kubeconfig)
  return cluster
}

/** Files by minor version. */
function kubectls(): Map<number, string> {
  const files = new Map<number, string>()
  for (const folder of ['.cache', ...(process.env.PATH ?? '').split(':')])
    for (const name of namesIn(folder).filter(one => /^kubectl([.-]1\.\d+)?$/.test(one)))
      try {
        const file = resolve(folder, name)
        const version = execFileSync(file, ['version', '--client', '-o', 'json'], { stdio: 'pipe' })
        const minor = Number.parseInt(JSON.parse(version.toString()).clientVersion.minor, 10)
        if (!files.has(minor)) files.set(minor, file)
      } catch {
        // A file of that name that is none.
      }
  return files
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function run(
  command: string,
  file: string,
  home: string,
): Promise<{ code: number | null; text: string }> {
  // A file and no function, so that `timeout kubectl` finds it.
  const script = `mkdir -p "$HOME/bin" && ln -sf "${file}" "$HOME/bin/kubectl"\n${command}`
  const child = spawn('bash', ['--norc', '-c', script], {
    cwd: resolve('test/kubectl/files'),
    env: {
      PATH: `${home}/bin:${process.env.PATH}`,
      HOME: home,
      KUBECONFIG: join(home, 'kubeconfig'),
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', part => {
      text += part
    })
  const timer = setTimeout(() => child.kill('SIGKILL'), SECONDS_MAX * 1000)
  return new Promise(done =>
    child.on('close', code => {
      clearTimeout(timer)
      done({ code, text })
    }),
  )
}

function page(): string {
  return `# kubectl

Which verbs work with which kubectl. Every row was run by \`test/kubectl/verbs.test.ts\`, which runs what
kubectl it finds on the PATH and under \`.cache\`; with \`RECORD=1\` it writes this page. The manifests stand in
\`test/kubectl/files\`.

kubectl up to 1.29 execs over SPDY/3.1, later ones over WebSockets; port-forward is tunnelled through a
WebSocket from 1.31 on. Containers are simulated: they have a small file system and a few commands (\`sh\`
with sequences, pipes and redirections, \`ls\`, \`cat\`, \`env\`, \`tar\` …), and their ports answer HTTP with a
line that says what was asked. ConfigMaps, Secrets, tokens and downward fields are files where they are
mounted. The library's \`exec\` option puts a program of yours before them.
${AREAS.map(section).join('')}`
}

function section({ title, verbs }: Area): string {
  const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
  const rows = verbs.map(verb => {
    const told = SHOWN.map(minor => results.get(verb)?.get(minor) ?? 'not tried')
    return `| ${verb.verb} | \`${cell(verb.command)}\` | ${told.map(cell).join(' | ')} |\n`
  })
  const head = `| verb | command | ${SHOWN.map(minor => `1.${minor}`).join(' | ')} |`
  return `\n## ${title}\n\n${head}\n| --- | --- |${' --- |'.repeat(SHOWN.length)}\n${rows.join('')}`
}
