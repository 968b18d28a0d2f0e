// Plays transcripts: what a person types and what real kubectl prints, against a cluster whose clock is
// virtual. A file holds lines `$ command`, what it prints, and `@ 10s`, which moves the clock. `# ` is a remark.
// With RECORD=1 the printed part is written anew.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { startCluster } from '../../src/index.ts'
import { parseGoDuration } from '../../src/meta/duration.ts'

/** kubectl as scripts/kubectl.ts leaves it. */
export const KUBECTL = resolve('.cache/kubectl-1.35')

/** Why transcripts cannot be played here, if they cannot. Where `MIMIKUBE_REQUIRE` is set they must be. */
export const skipped =
  existsSync(KUBECTL) || process.env.MIMIKUBE_REQUIRE !== undefined
    ? false
    : 'no kubectl under .cache (npm run kubectl fetches it)'

export interface Step {
  readonly kind: 'command' | 'advance' | 'remark'
  readonly text: string
  readonly printed: string
}

export function stepsOf(text: string): Step[] {
  const steps: { kind: Step['kind']; text: string; printed: string }[] = []
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const last = steps.at(-1)
    if (line.startsWith('$ ')) steps.push({ kind: 'command', text: line.slice(2), printed: '' })
    else if (line.startsWith('@ '))
      steps.push({ kind: 'advance', text: line.slice(2), printed: '' })
    else if (line.startsWith('# ') || line === '#' || last === undefined)
      steps.push({ kind: 'remark', text: line, printed: '' })
    else if (last.kind === 'command' && last.text.endsWith('\\')) last.text += `\n${line}`
    else last.printed += `${line}\n`
  }
  return steps
}

/** Plays the steps and gives them back with what was printed now. */
export async function play(steps: readonly Step[], options: object): Promise<Step[]> {
  const cluster = await startCluster({ clock: 'virtual', seed: 1, ...options })
  const home = mkdtempSync(join(tmpdir(), 'mimikube-transcript-'))
  writeFileSync(join(home, 'kubeconfig'), cluster.kubeconfig)
  try {
    const played: Step[] = []
    for (const step of steps) {
      if (step.kind === 'advance') await cluster.advance(parseGoDuration(step.text) ?? 0)
      const printed = step.kind === 'command' ? screen(await run(step.text, home)) : step.printed
      played.push({ ...step, printed })
    }
    return played
  } finally {
    await cluster.close()
    rmSync(home, { recursive: true, force: true })
  }
}

function run(command: string, home: string): Promise<string> {
  const child = spawn('bash', ['--norc', '-c', `kubectl() { "${KUBECTL}" "$@"; }\n${command}`], {
    cwd: resolve('test/kubectl/files'),
    env: {
      PATH: process.env.PATH,
      HOME: home,
      KUBECONFIG: join(home, 'kubeconfig'),
      EDITOR: process.env.EDITOR,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let text = ''
  child.stdout.on('data', part => {
    text += part
  })
  child.stderr.on('data', part => {
    text += part
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000)
  return new Promise(done =>
    child.on('close', code => {
      clearTimeout(timer)
      done(code === 0 ? text : `${text}(exit ${code})\n`)
    }),
  )
}

const LETTERS = '[bcdfghjklmnpqrstvwxz2456789]'

/** What differs from run to run because kubectl has a clock of its own: ages; and ports. */
function screen(text: string): string {
  return text
    .replace(/127\.0\.0\.1:\d+/g, '{server}')
    .replace(
      /\b(\d+(y|d|h|m|s)){1,2}\b(?= +(daemonset-controller|kubelet|default-scheduler|node-controller|\(x))/g,
      '<age>',
    )
    .replace(new RegExp(`-${LETTERS}{5}\\b`, 'g'), '-<rand>')
    .replace(/(controller-revision-hash=)[a-z0-9]+/g, '$1<hash>')
    .replace(/^(Start Time|Created| {2,}Started|CreationTimestamp): +.*$/gm, '$1: <time>')
    .split('\n')
    .map(line => line.replace(/ {2,}/g, '  ').trimEnd())
    .join('\n')
}

export function textOf(steps: readonly Step[]): string {
  return steps
    .map(({ kind, text, printed }) => {
      if (kind === 'command') return `$ ${text}\n${printed}`
      return kind === 'advance' ? `@ ${text}\n` : `${text}\n`
    })
    .join('')
}

export const readTranscript = (file: string): string => readFileSync(file, 'utf8')
