// The package as a user gets it: packed, unpacked elsewhere, started with nothing but Node beside it. A
// DaemonSet is applied over HTTP and must stand on every worker; the library must start and end.
import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const daemonSet = {
  apiVersion: 'apps/v1',
  kind: 'DaemonSet',
  metadata: { name: 'log-agent' },
  spec: {
    selector: { matchLabels: { app: 'log-agent' } },
    template: {
      metadata: { labels: { app: 'log-agent' } },
      spec: { containers: [{ name: 'agent', image: 'fluent/fluentd' }] },
    },
  },
}

const folder = mkdtempSync(join(tmpdir(), 'mimikube-smoke-'))
const env = { PATH: dirname(process.execPath) }
try {
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const [archive] = readdirSync(folder)
  execFileSync('tar', ['-xzf', join(folder, archive ?? ''), '-C', folder])
  const main = join(folder, 'package', 'dist', 'main.js')
  say(`version ${execFileSync(process.execPath, [main, '--version'], { env }).toString().trim()}`)
  await daemonSetStands(main)
  libraryWorks()
  console.log('smoke: 1 passed, 0 failed')
} finally {
  rmSync(folder, { recursive: true, force: true })
}

function say(text: string): void {
  console.log(`smoke: ${text}`)
}

async function daemonSetStands(main: string): Promise<void> {
  const server = spawn(process.execPath, [main, '--port', '0', '--data', join(folder, 'data')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  try {
    const url = await new Promise<string>((done, fail) => {
      server.stdout.on('data', part => {
        const found = /http:\/\/\S+/.exec(String(part))?.[0]
        if (found !== undefined) done(found)
      })
      server.once('exit', code => fail(new Error(`the server ended with code ${code}`)))
    })
    const place = `${url}/apis/apps/v1/namespaces/default/daemonsets`
    const made = await fetch(place, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(daemonSet),
    })
    if (made.status !== 201)
      throw new Error(`the DaemonSet was answered ${made.status}: ${await made.text()}`)
    await until(async () => {
      const { status } = (await (await fetch(`${place}/log-agent`)).json()) as {
        status: { numberReady: number }
      }
      return status.numberReady === 3
    })
    say('a DaemonSet stands on three workers')
  } finally {
    const ended = new Promise(done => server.once('exit', done))
    server.kill('SIGTERM')
    await ended
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    if (await holds()) return
    await new Promise(done => setTimeout(done, 50))
  }
  throw new Error('waited ten seconds for the DaemonSet in vain')
}

function libraryWorks(): void {
  const script = join(folder, 'library.mjs')
  writeFileSync(
    script,
    `import { startCluster } from './package/dist/index.js'
const cluster = await startCluster({ nodes: 2 })
await cluster.apply(${JSON.stringify(JSON.stringify(daemonSet))})
await cluster.settle()
const list = await (await fetch(cluster.url + '/api/v1/namespaces/default/pods')).json()
await cluster.close()
if (list.items.length !== 2) throw new Error('pods: ' + list.items.length)
`,
  )
  execFileSync(process.execPath, [script], { env, stdio: 'inherit', timeout: 20_000 })
  say('the library starts, settles and ends')
}
