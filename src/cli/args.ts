// What the command line may say, and what it says to who gets it wrong.

import { isIP } from 'node:net'
import { type GraphqlFlags, graphqlFlags, LIMIT_FLAGS } from './graphql-flags.ts'

export interface ServeFlags {
  readonly nodes: number
  readonly controlPlaneNodes: number
  readonly port: number
  readonly host: string
  readonly insecure: boolean
  readonly tls: boolean
  /** What else than its address the server is called. */
  readonly tlsNames: readonly string[]
  /** Users by tokens, as kube-apiserver's file of the same name. */
  readonly tokenAuthFile: string | undefined
  readonly anonymousAuth: boolean
  readonly data: string
  readonly store: 'json' | 'memory'
  readonly kubeconfig: string
  readonly podStartDelayMs: number | undefined
  readonly nodeMonitorPeriodMs: number | undefined
  readonly nodeMonitorGracePeriodMs: number | undefined
  readonly nodeStartupGracePeriodMs: number | undefined
  readonly graphql: GraphqlFlags
}

/** Where no kubeconfig is named, it goes with the cluster. */
export type ExecFlags = Omit<ServeFlags, 'kubeconfig'> & { readonly kubeconfig: string | undefined }

export type Command =
  | { readonly do: 'serve'; readonly flags: ServeFlags }
  | { readonly do: 'exec'; readonly flags: ExecFlags; readonly command: readonly string[] }
  | { readonly do: 'help' }
  | { readonly do: 'version' }

/** The command line cannot be understood; the message is one line that says what to do. Exit code 2. */
export class UsageError extends Error {}

export const HELP = `mimikube: the Kubernetes API without the cluster

Usage: mimikube [serve] [flags]
       mimikube exec [flags] -- COMMAND [ARGS]   a cluster for as long as a command runs,
                                                 in memory, with KUBECONFIG set

  --nodes N                workers that a new store starts with (3)
  --control-plane-nodes M  control-plane nodes that a new store starts with, tainted (1)
  --port P                 port to listen on, 0 for any free one (8080)
  --host H                 address to listen on (127.0.0.1)
  --tls                    serve by TLS: the kubeconfig carries a certificate, others need a token
  --tls-san NAME,...       further names and addresses of the server's certificate
  --insecure               allow an address that other machines reach, without credentials
  --token-auth-file FILE   users by tokens: lines of token,user,uid,"group,group"
  --anonymous-auth         who shows no token is a stranger, and not an administrator
  --data DIR               folder of the JSON store (.mimikube)
  --store json|memory      where objects are kept (json)
  --kubeconfig FILE        kubeconfig to write (DIR/kubeconfig)
  --pod-start-delay MS     world time that a Pod takes to start (1000)
  --node-monitor-period, --node-monitor-grace-period, --node-startup-grace-period DURATION
                           as kube-controller-manager's flags (5s, 50s, 60s)
  --graphql-depth, --graphql-fields, --graphql-aliases, --graphql-answer-fields N
                           what a query may cost at most (20, 3000, 100, 5000000)
  --graphql-subscriptions N  subscriptions of a WebSocket at most (500)
  --no-graphql-introspection  the schema may not be asked for
  --help, --version
`

const FLAGS = [
  'nodes',
  'control-plane-nodes',
  'port',
  'host',
  'insecure',
  'tls',
  'tls-san',
  'token-auth-file',
  'anonymous-auth',
  'data',
  'store',
  'kubeconfig',
  'pod-start-delay',
  'node-monitor-period',
  'node-monitor-grace-period',
  'node-startup-grace-period',
  ...LIMIT_FLAGS,
  'no-graphql-introspection',
] as const

type Flag = (typeof FLAGS)[number]

/** Reads arguments (without node and script). @throws UsageError */
export function parseCommand(args: readonly string[]): Command {
  const [first, ...rest] = args
  const own = first === 'exec' && args.includes('--') ? args.slice(0, args.indexOf('--')) : args
  if (own.some(arg => arg === '--help' || arg === '-h') || first === 'help') return { do: 'help' }
  if (own.includes('--version') || first === 'version') return { do: 'version' }
  if (first === 'exec') return execCommand(rest)
  const named = first !== undefined && !first.startsWith('-')
  if (named && first !== 'serve')
    throw new UsageError(`unknown command "${first}"; see mimikube --help`)
  return { do: 'serve', flags: serveFlags(valuesOf(named ? rest : args)) }
}

/** A cluster of a command keeps nothing, and takes the port that it gets, unless it is told to. */
function execCommand(args: readonly string[]): Command {
  const at = args.indexOf('--')
  const command = at < 0 ? [] : args.slice(at + 1)
  if (command.length === 0)
    throw new UsageError('exec needs a command: mimikube exec [flags] -- COMMAND [ARGS]')
  const given = valuesOf(args.slice(0, at))
  const values = new Map<Flag, string>([['port', '0'], ['store', 'memory'], ...given])
  return {
    do: 'exec',
    flags: { ...serveFlags(values), kubeconfig: values.get('kubeconfig') },
    command,
  }
}

/** Flags that stand alone. */
const SWITCHES: ReadonlySet<Flag> = new Set([
  'insecure',
  'tls',
  'anonymous-auth',
  'no-graphql-introspection',
])

function valuesOf(args: readonly string[]): ReadonlyMap<Flag, string> {
  const values = new Map<Flag, string>()
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? ''
    const [name, inline] = split(arg)
    const flag = FLAGS.find(known => `--${known}` === name)
    if (flag === undefined) throw new UsageError(`unknown flag ${name}; see mimikube --help`)
    const value = inline ?? (SWITCHES.has(flag) ? 'true' : args[++index])
    if (value === undefined) throw new UsageError(`flag ${name} needs a value; see mimikube --help`)
    values.set(flag, value)
  }
  return values
}

function split(arg: string): [string, string | undefined] {
  const at = arg.indexOf('=')
  return at < 0 ? [arg, undefined] : [arg.slice(0, at), arg.slice(at + 1)]
}

function serveFlags(values: ReadonlyMap<Flag, string>): ServeFlags {
  const data = values.get('data') ?? '.mimikube'
  const host = values.get('host') ?? '127.0.0.1'
  const insecure = isOn(values, 'insecure')
  const tls = isOn(values, 'tls')
  if (tls && insecure)
    throw new UsageError('--tls demands credentials and --insecure none: choose one of them')
  if (!isLoopback(host) && !tls && !insecure)
    throw new UsageError(
      `--host ${host} lets other machines in: add --tls, or --insecure if everybody may do everything`,
    )
  return {
    nodes: whole(values, 'nodes', 3, 100_000),
    controlPlaneNodes: whole(values, 'control-plane-nodes', 1, 100_000),
    port: whole(values, 'port', 8080, 65_535),
    host,
    insecure,
    tls,
    tlsNames: names(values, 'tls-san'),
    tokenAuthFile: values.get('token-auth-file'),
    anonymousAuth: isOn(values, 'anonymous-auth'),
    data,
    store: oneOf(values, 'store', ['json', 'memory']),
    kubeconfig: values.get('kubeconfig') ?? `${data}/kubeconfig`,
    podStartDelayMs: values.has('pod-start-delay')
      ? whole(values, 'pod-start-delay', 0, 86_400_000)
      : undefined,
    nodeMonitorPeriodMs: duration(values, 'node-monitor-period'),
    nodeMonitorGracePeriodMs: duration(values, 'node-monitor-grace-period'),
    nodeStartupGracePeriodMs: duration(values, 'node-startup-grace-period'),
    graphql: graphqlFlags(
      flag => (values.has(flag) ? whole(values, flag, 0, 1_000_000_000) : undefined),
      !isOn(values, 'no-graphql-introspection'),
    ),
  }
}

/** Names and addresses, as a certificate may carry them. */
function names(values: ReadonlyMap<Flag, string>, flag: Flag): string[] {
  const found = (values.get(flag) ?? '').split(',').filter(name => name !== '')
  const odd = found.find(name => isIP(name) === 0 && !HOST_NAME.test(name))
  if (odd !== undefined)
    throw new UsageError(`flag --${flag} takes names and addresses of hosts, not "${odd}"`)
  return found
}

const HOST_NAME = /^(\*\.)?[a-z\d]([-a-z\d]*[a-z\d])?(\.[a-z\d]([-a-z\d]*[a-z\d])?)*$/i

const isLoopback = (host: string): boolean => /^(localhost|127(\.\d{1,3}){3}|::1)$/.test(host)

function whole(
  values: ReadonlyMap<Flag, string>,
  flag: Flag,
  otherwise: number,
  max: number,
): number {
  const text = values.get(flag)
  if (text === undefined) return otherwise
  const value = Number(text)
  if (!/^\d+$/.test(text) || value > max)
    throw new UsageError(`flag --${flag} takes a whole number from 0 to ${max}, not "${text}"`)
  return value
}

function oneOf<T extends string>(
  values: ReadonlyMap<Flag, string>,
  flag: Flag,
  choices: readonly [T, ...T[]],
): T {
  const text = values.get(flag)
  if (text === undefined) return choices[0]
  const choice = choices.find(known => known === text)
  if (choice === undefined)
    throw new UsageError(`flag --${flag} takes ${choices.join(' or ')}, not "${text}"`)
  return choice
}

/** Nobody is served without TLS for having written `--tls=yes`. */
const isOn = (values: ReadonlyMap<Flag, string>, flag: Flag): boolean =>
  oneOf(values, flag, ['false', 'true']) === 'true'

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }

/** A duration as Go's flags take it, such as 15s or 1m30s, in milliseconds. */
function duration(values: ReadonlyMap<Flag, string>, flag: Flag): number | undefined {
  const text = values.get(flag)
  if (text === undefined) return undefined
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text))
    throw new UsageError(`flag --${flag} takes a duration such as 15s or 1m30s, not "${text}"`)
  let totalMs = 0
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    totalMs += Number(amount) * (UNITS_MS[unit ?? ''] ?? 0)
  return totalMs
}
