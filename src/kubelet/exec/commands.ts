import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { cat, grep, head, mkdir, rm, tail, touch, wc } from './file-commands.ts'
import { resolved } from './file-system.ts'
import { ls } from './ls-command.ts'
import { cp, ln, mv, readlink } from './place-commands.ts'
import { type Command, CommandError, INTERRUPTED, type Process } from './process.ts'
import { tar } from './tar-command.ts'

/** What containers can run, beside shells. */
export const COMMANDS: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['[', bracket],
  ['cat', cat],
  ['cp', cp],
  ['date', date],
  ['echo', echo],
  ['env', printEnvironment],
  ['false', () => 1],
  ['grep', grep],
  ['head', head],
  ['hostname', said(({ container }) => container.hostname)],
  ['id', said(() => 'uid=0(root) gid=0(root) groups=0(root)')],
  ['ln', ln],
  ['ls', ls],
  ['md5sum', digest('md5')],
  ['mkdir', mkdir],
  ['mv', mv],
  ['printenv', printEnvironment],
  ['printf', printf],
  ['ps', said(() => 'PID   USER     TIME  COMMAND\n    1 root      0:00 main')],
  ['pwd', said(({ cwd }) => cwd)],
  ['readlink', readlink],
  ['rm', rm],
  ['sha256sum', digest('sha256')],
  ['sleep', sleep],
  ['tail', tail],
  ['tar', tar],
  ['test', test],
  ['touch', touch],
  ['true', () => 0],
  ['uname', uname],
  ['wc', wc],
  ['whoami', said(() => 'root')],
])

function said(text: (process: Process) => string): Command {
  return process => {
    process.stdout.write(`${text(process)}\n`)
    return 0
  }
}

/** Prints what a file, or what comes in, is like in a few letters. */
function digest(algorithm: string): Command {
  return async ({ args, cwd, container, stdin, stdout }) => {
    for (const given of args.length === 0 ? ['-'] : args) {
      const all =
        given === '-' ? await stdin.all() : container.files.read(resolved(cwd, given), given)
      stdout.write(`${createHash(algorithm).update(all).digest('hex')}  ${given}\n`)
    }
    return 0
  }
}

function echo({ args, stdout }: Process): number {
  let at = 0
  let escapes = false
  let newline = true
  for (; /^-[ne]+$/.test(args[at] ?? ''); at += 1) {
    if (args[at]?.includes('n')) newline = false
    if (args[at]?.includes('e')) escapes = true
  }
  const text = args.slice(at).join(' ')
  stdout.write(`${escapes ? unescaped(text) : text}${newline ? '\n' : ''}`)
  return 0
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\\': '\\' }

const unescaped = (text: string): string =>
  text.replace(/\\([ntr\\])/g, (_, letter: string) => ESCAPES[letter] ?? '')

function printf({ args: [format = '', ...values], stdout }: Process): number {
  let at = 0
  do {
    const text = unescaped(format).replace(/%([sd%])/g, (_, verb: string) => {
      if (verb === '%') return '%'
      return values[at++] ?? (verb === 'd' ? '0' : '')
    })
    stdout.write(text)
  } while (at > 0 && at < values.length)
  return 0
}

function printEnvironment({ args, env, stdout }: Process): number {
  const [name] = args
  if (name !== undefined) {
    const value = env.get(name)
    if (value !== undefined) stdout.write(`${value}\n`)
    return value === undefined ? 1 : 0
  }
  for (const [key, value] of env) stdout.write(`${key}=${value}\n`)
  return 0
}

function date({ args, container, stdout }: Process): number {
  const now = new Date(container.nowMs())
  const format = args.find(arg => arg.startsWith('+'))?.slice(1) ?? '%a %b %e %H:%M:%S UTC %Y'
  stdout.write(
    `${format.replace(/%([a-zA-Z%])/g, (all, letter) => datePart(now, letter) ?? all)}\n`,
  )
  return 0
}

function datePart(now: Date, letter: string): string | undefined {
  const [weekday = '', day = '', month = ''] = now.toUTCString().replace(',', '').split(' ')
  const iso = now.toISOString()
  const parts: Readonly<Record<string, string>> = {
    a: weekday,
    b: month,
    d: day,
    e: String(Number(day)).padStart(2),
    F: iso.slice(0, 10),
    H: iso.slice(11, 13),
    m: iso.slice(5, 7),
    M: iso.slice(14, 16),
    s: String(Math.floor(now.getTime() / 1000)),
    S: iso.slice(17, 19),
    T: iso.slice(11, 19),
    Y: iso.slice(0, 4),
    Z: 'UTC',
    '%': '%',
  }
  return parts[letter]
}

const UNITS_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}
const SLEEP_MAX_MS = 2 ** 31 - 1

async function sleep({ args, signal }: Process): Promise<number> {
  let ms = 0
  for (const arg of args) {
    const [, amount, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(arg) ?? []
    if (arg !== 'infinity' && amount === undefined)
      throw new CommandError(`invalid number '${arg}'`)
    ms += amount === undefined ? SLEEP_MAX_MS : Number(amount) * (UNITS_MS[unit || 's'] ?? 1000)
  }
  try {
    await pause(Math.min(ms, SLEEP_MAX_MS), undefined, { signal })
    return 0
  } catch {
    return INTERRUPTED
  }
}

function uname({ args, container, stdout }: Process): number {
  const all = ['Linux', container.hostname, '6.8.0-60-generic', 'x86_64']
  const parts: Readonly<Record<string, number>> = { s: 0, n: 1, r: 2, m: 3 }
  const asked = args.join('').replaceAll('-', '')
  if (asked.includes('a')) stdout.write(`${all.join(' ')} GNU/Linux\n`)
  else stdout.write(`${[...(asked || 's')].map(one => all[parts[one] ?? 0]).join(' ')}\n`)
  return 0
}

function bracket(process: Process): number {
  if (process.args.at(-1) !== ']') throw new CommandError('missing ]', 2)
  return test({ ...process, args: process.args.slice(0, -1) })
}

function test({ args, cwd, container }: Process): number {
  if (args[0] === '!') return truth(args.slice(1)) ? 1 : 0
  return truth(args) ? 0 : 1

  function truth([first = '', second, third]: readonly string[]): boolean {
    if (third !== undefined) return compare(first, second ?? '', third)
    if (second === undefined) return first !== ''
    const node = container.files.find(resolved(cwd, second))
    if (first === '-n') return second !== ''
    if (first === '-z') return second === ''
    if (first === '-d') return node?.kind === 'directory'
    if (first === '-f') return node?.kind === 'file'
    if (first === '-s') return (node?.data.length ?? 0) > 0
    return node !== undefined
  }
}

function compare(left: string, operator: string, right: string): boolean {
  if (operator === '=' || operator === '==') return left === right
  if (operator === '!=') return left !== right
  const difference = Number(left) - Number(right)
  const numbers: Readonly<Record<string, boolean>> = {
    '-eq': difference === 0,
    '-ne': difference !== 0,
    '-lt': difference < 0,
    '-le': difference <= 0,
    '-gt': difference > 0,
    '-ge': difference >= 0,
  }
  return numbers[operator] ?? false
}
