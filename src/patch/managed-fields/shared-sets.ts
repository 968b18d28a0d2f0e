// Thousands of objects of one kind are written by the same few managers, whose sets of fields are alike. A set grows here
// member by member, and sets that grow alike are one frozen object, in order: nobody builds, sorts or keeps it twice.
import { compareElements } from '../element.ts'
import { type FieldSet, LEAF } from './field-set.ts'

/** A node of a set to which members are being added. Only what `grown` returned last may be grown further. */
export type Growing = Step | Loose

/** Nodes of more members are not shared: they are the keys of somebody's data. */
const MEMBERS_MAX = 64
/** Nor are longer ones kept, of which a client may think up any number. */
const ELEMENT_LENGTH_MAX = 256
/** A step forgets what came next when that was so many different things, as addresses are. */
const BRANCHES_MAX = 256
/** With more steps than this, sharing begins anew. */
const STEPS_MAX = 16_384

type Member = readonly [element: string, below: FieldSet]

/** Members in the order in which they came, shared by all nodes that begin with them. */
class Step {
  readonly before: Step | undefined
  readonly member: Member
  readonly depth: number
  #leaves: Map<string, Step> | undefined
  #nodes: Map<FieldSet, Map<string, Step>> | undefined
  #branches = 0
  #node: FieldSet | undefined

  constructor(before: Step | undefined, member: Member) {
    this.before = before
    this.member = member
    this.depth = before === undefined ? 0 : before.depth + 1
  }

  /** The step with one member more, undefined where that is not shared. */
  next(element: string, below: FieldSet): Step | undefined {
    const known = below === LEAF ? this.#leaves : this.#nodes?.get(below)
    return known?.get(element) ?? this.#branch(element, below)
  }

  #branch(element: string, below: FieldSet): Step | undefined {
    if (this.depth === MEMBERS_MAX || element.length > ELEMENT_LENGTH_MAX) return undefined
    if (!shared.has(below)) return undefined
    if (this.#branches === BRANCHES_MAX) this.#forget()
    const step = new Step(this, [element, below])
    this.#branches += 1
    steps += 1
    this.#branchesWith(below).set(element, step)
    return step
  }

  #forget(): void {
    this.#leaves = undefined
    this.#nodes = undefined
    this.#branches = 0
  }

  #branchesWith(below: FieldSet): Map<string, Step> {
    if (below === LEAF) {
      this.#leaves ??= new Map()
      return this.#leaves
    }
    this.#nodes ??= new Map()
    const same = this.#nodes.get(below) ?? new Map<string, Step>()
    this.#nodes.set(below, same)
    return same
  }

  get node(): FieldSet {
    this.#node ??= sharedNode(membersOf(this))
    return this.#node
  }
}

/** Many members, or some that are not shared. */
class Loose {
  readonly #members: Member[]

  constructor(members: Member[]) {
    this.#members = members
  }

  add(member: Member): void {
    this.#members.push(member)
  }

  get node(): FieldSet {
    const node = made(sorted(this.#members))
    loose.add(node)
    return node
  }
}

const shared = new WeakSet<FieldSet>([LEAF])
/** Nodes that are not shared and known to be in order. */
const loose = new WeakSet<FieldSet>()
let start = new Step(undefined, ['', LEAF])
let steps = 0

/** A node without members. */
export function seed(): Growing {
  if (steps > STEPS_MAX) {
    start = new Step(undefined, ['', LEAF])
    steps = 0
  }
  return start
}

/** The node with one member more, that it does not have yet. */
export function grown(at: Growing, element: string, below: FieldSet): Growing {
  let growing = at
  if (growing instanceof Step) {
    const next = growing.next(element, below)
    if (next !== undefined) return next
    growing = new Loose(membersOf(growing))
  }
  growing.add([element, below])
  return growing
}

/** What has grown, with its members in order; a leaf where there are none. */
export const nodeOf = (at: Growing): FieldSet => at.node

/** The same set with the elements of each node in order, as it is stored. */
export function inOrder(set: FieldSet): FieldSet {
  if (shared.has(set) || loose.has(set)) return set
  let at = seed()
  for (const element in set) at = grown(at, element, inOrder(set[element] as FieldSet))
  return nodeOf(at)
}

function membersOf(step: Step): Member[] {
  const members: Member[] = []
  for (let at = step; at.before !== undefined; at = at.before) members.push(at.member)
  return members.reverse()
}

/** One object for all orders in which the same members may come. */
function sharedNode(members: readonly Member[]): FieldSet {
  if (members.length === 0) return LEAF
  if (areSorted(members)) {
    const node = Object.freeze(made(members))
    shared.add(node)
    return node
  }
  let at: Growing = start
  for (const [element, below] of sorted(members)) at = grown(at, element, below)
  return nodeOf(at)
}

/** By assignment: `Object.fromEntries` makes a class of its own for every thousand names that nobody else has. */
function made(members: readonly Member[]): FieldSet {
  const node: Record<string, FieldSet> = {}
  for (const [element, below] of members) node[element] = below
  return node
}

function areSorted(members: readonly Member[]): boolean {
  for (let n = 1; n < members.length; n++)
    if (compareMembers(members[n - 1] as Member, members[n] as Member) > 0) return false
  return true
}

const sorted = (members: readonly Member[]): readonly Member[] =>
  areSorted(members) ? members : [...members].sort(compareMembers)

const compareMembers = (a: Member, b: Member): number => compareElements(a[0], b[0])
