// How kinds are called: `DaemonSet` is asked for as `daemonSet` and `daemonSets`. A name that is taken gets the
// group before it, another version of a kind gets the version behind it. What is built in is named first, in
// the order of discovery, so that what is added later takes no name away.
import { groupOf, type Served, type Table } from '../kinds/table.ts'

/** A kind in one of its versions, with its names. */
export interface Root extends Served {
  /** The type, and what mutations end in: `DaemonSet`. */
  readonly type: string
  /** The query for one: `daemonSet`. */
  readonly one: string
  /** The query for many: `daemonSets`. */
  readonly many: string
  /** Whether objects are kept in this version. */
  readonly isStorage: boolean
}

const RESERVED = (
  'Query Mutation Subscription String Int Float Boolean ID JSON Int64 Time MicroTime Duration Quantity IntOrString ' +
  'Base64 PageInfo KubernetesObject DaemonPlacement PlacementRule Order PatchType PropagationPolicy FieldValidation ' +
  'Preconditions Deletion ChangeType RolloutKind WorkloadKind TaintInput ImageInput ' +
  'NodeDrain LeftPod RolloutProgress FieldManager object'
).split(' ')

/** Hands out names that are taken once. */
export class Names {
  readonly #taken = new Set<string>(RESERVED)

  /** The first of these that is free, with all that comes with it. */
  take(candidates: readonly (readonly string[])[]): number {
    const index = candidates.findIndex(names => names.every(name => !this.#taken.has(name)))
    const found = index < 0 ? candidates.length - 1 : index
    for (const name of candidates[found] ?? []) this.#taken.add(name)
    return found
  }

  /** The first of these that is free, or the last with a number. */
  takeOne(...candidates: readonly string[]): string {
    const last = candidates.at(-1) ?? ''
    for (const name of candidates) if (this.#claim(name)) return name
    for (let number = 2; ; number++) if (this.#claim(`${last}${number}`)) return `${last}${number}`
  }

  #claim(name: string): boolean {
    if (this.#taken.has(name)) return false
    this.#taken.add(name)
    return true
  }
}

/** All kinds that can be read, named; those that are built in or custom, as asked. */
export function rootsOf(table: Table, names: Names, custom: boolean): Root[] {
  const roots: Root[] = []
  for (const group of table.groups())
    for (const version of table.versionsOf(group))
      for (const served of table.servedIn(group, version))
        if (isReadable(served) && (served.kind.custom !== undefined) === custom)
          roots.push(named(served, names, roots))
  return roots
}

/** What is answered by handlers is nothing that could be listed. */
const isReadable = ({ kind, version }: Served): boolean =>
  kind.handler === undefined && (version.verbs ?? kind.verbs).includes('get')

function named(served: Served, names: Names, before: readonly Root[]): Root {
  const { kind, version } = served
  const group = groupOf(served)
  const isLater = before.some(root => root.kind === kind && groupOf(root) === group)
  const suffix = isLater ? capital(version.version) : ''
  const whole = wholeGroup(group)
  const prefixes = ['', capital(group.split('.')[0] ?? ''), whole, ...NUMBERS.map(n => whole + n)]
  const candidates = prefixes.map(prefix => namesOf(served, prefix, suffix))
  const chosen = names.take(
    candidates.map(({ type, one, many }) => [type, one, many, ...derived(type)]),
  )
  const { type, one, many } = candidates[chosen] as KindNames
  const isStorage = version.group === undefined && version.version === kind.storageVersion
  return { ...served, type, one, many, isStorage }
}

/** For groups that only differ in signs that GraphQL has no place for. */
const NUMBERS = [2, 3, 4, 5, 6, 7, 8, 9]

/** Types that come with a kind. */
const derived = (type: string): string[] => [`${type}Connection`, `${type}Edge`, `${type}Change`]

interface KindNames {
  readonly type: string
  readonly one: string
  readonly many: string
}

function namesOf({ kind }: Served, prefix: string, suffix: string): KindNames {
  const type = `${prefix}${nameOf(kind.kind)}${suffix}`
  const one = lowered(type)
  const many = lowered(`${prefix}${pluralOf(kind.kind, kind.plural)}${suffix}`)
  // Endpoints are many already.
  return { type, one, many: many === one ? `${many}List` : many }
}

/** The plural with the capitals of the kind: NetworkPolicy, networkpolicies -> NetworkPolicies. */
export function pluralOf(kind: string, plural: string): string {
  const small = kind.toLowerCase()
  let same = 0
  while (same < small.length && small[same] === plural[same]) same++
  return nameOf(kind.slice(0, same) + plural.slice(same))
}

/** The first word in small letters: DaemonSet -> daemonSet, CSIDriver -> csiDriver, IPAddress -> ipAddress. */
export function lowered(name: string): string {
  const [capitals = ''] = /^[A-Z]+/.exec(name) ?? []
  const length =
    capitals.length > 1 && capitals.length < name.length ? capitals.length - 1 : capitals.length
  // The plural of an abbreviation: CRDs -> crds.
  const all = /^[A-Z]+s$/.test(name) ? name.length : length
  return name.slice(0, all).toLowerCase() + name.slice(all)
}

export const capital = (text: string): string => {
  const name = nameOf(text)
  return name.slice(0, 1).toUpperCase() + name.slice(1)
}

const wholeGroup = (group: string): string => group.split('.').map(capital).join('')

/** Letters that GraphQL has no place for go; what follows them is written large: `x-kubernetes-map-type` -> xKubernetesMapType. */
export function nameOf(text: string): string {
  const name = text
    .replace(/^[^A-Za-z_]+/, '')
    .replace(/[^A-Za-z0-9_]+(.?)/g, (_, next: string) => next.toUpperCase())
  return name.startsWith('__') || name === '' ? `f${name}` : name
}
