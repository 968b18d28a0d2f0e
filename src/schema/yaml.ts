// Reading YAML as Kubernetes does: YAML 1.1 made into JSON, keys sorted as Go's encoder sorts them, the
// last of doubled keys counting. The package parses; what its nodes mean is decided here.
import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
} from 'yaml'
import { YamlSyntaxError, yamlErrorText } from './yaml-errors.ts'
import { checkEscapes, endsUnfinished, goSyntax } from './yaml-go.ts'
import { indentContinuations } from './yaml-repair.ts'
import { scalarOf } from './yaml-scalars.ts'

export { YamlSyntaxError } from './yaml-errors.ts'

export interface ParsedYaml {
  /** Undefined for a document without content. */
  readonly value: unknown
  /** Doubled keys, as strict reading tells them: `line 6: key "a" already set in map`. */
  readonly duplicates: readonly string[]
}

/** Reads the first document; what stands behind it is not looked at. Throws a YamlSyntaxError in the words of Go's parser. */
export function parseYaml(text: string): ParsedYaml {
  return readDocuments(text, 1)[0] ?? { value: undefined, duplicates: [] }
}

/** Reads all documents of a stream. */
export function parseYamlDocuments(text: string): ParsedYaml[] {
  return readDocuments(text, Number.POSITIVE_INFINITY)
}

function readDocuments(text: string, max: number): ParsedYaml[] {
  let parsed = parseNodes(text, max)
  if (parsed.documents.some(document => document.errors.length > 0)) {
    const repaired = indentContinuations(text)
    if (repaired !== text) parsed = parseNodes(repaired, max)
  }
  return parsed.documents.map(document => {
    // What the package only warns of is wrong for Go.
    const error =
      document.warnings.find(({ code }) => code === 'BAD_DIRECTIVE') ?? document.errors[0]
    if (error !== undefined) throw new YamlSyntaxError(yamlErrorText(error, text, parsed.lines))
    const reader = new Reader(document, parsed.lines, text)
    return { value: reader.value(document.contents), duplicates: reader.duplicates }
  })
}

function parseNodes(
  text: string,
  max: number,
): { documents: Document.Parsed[]; lines: LineCounter } {
  const lines = new LineCounter()
  const documents = parseAllDocuments(text, {
    version: '1.1',
    schema: 'failsafe',
    strict: false,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
    lineCounter: lines,
  })
  return { documents: Array.isArray(documents) ? documents.slice(0, max) : [], lines }
}

/** So many nodes may come from aliases; more is a bomb. */
const ALIASED_MAX = 400_000

class Reader {
  readonly duplicates: string[] = []
  readonly #document: Document.Parsed
  readonly #lines: LineCounter
  readonly #open = new Set<Node>()
  readonly #text: string
  #aliased = 0

  constructor(document: Document.Parsed, lines: LineCounter, text: string) {
    this.#document = document
    this.#lines = lines
    this.#text = text
  }

  value(node: unknown): unknown {
    if (this.#open.size > 0 && ++this.#aliased > ALIASED_MAX)
      throw new YamlSyntaxError('yaml: document contains excessive aliasing')
    if (isAlias(node)) return this.#through(node, target => this.value(target))
    if (isMap(node)) {
      const members = new Map<string, unknown>()
      this.#fill(members, node)
      return sorted(members)
    }
    if (isSeq(node)) return node.items.map(item => this.value(isPair(item) ? item.value : item))
    if (!isScalar(node)) return null
    checkEscapes(node, this.#text, this.#lines)
    const value = scalarOf(node)
    return typeof value === 'string' && endsUnfinished(node, this.#text)
      ? value.slice(0, -1)
      : value
  }

  /** What an alias stands for; an anchor may not contain itself. */
  #through<T>(alias: Node, use: (target: Node) => T): T {
    const target = isAlias(alias) ? alias.resolve(this.#document) : alias
    const name = isAlias(alias) ? alias.source : ''
    if (target === undefined) throw new YamlSyntaxError(`yaml: unknown anchor '${name}' referenced`)
    if (this.#open.has(target))
      throw new YamlSyntaxError(`yaml: anchor '${name}' value contains itself`)
    this.#open.add(target)
    const result = use(target)
    this.#open.delete(target)
    return result
  }

  #fill(members: Map<string, unknown>, map: Node): void {
    if (!isMap(map))
      throw new YamlSyntaxError('yaml: map merge requires map or sequence of maps as the value')
    for (const { key, value } of map.items) {
      if (isScalar(key) && key.value === '<<' && key.type === 'PLAIN') {
        this.#merge(members, value as Node)
        continue
      }
      const name = this.#keyOf(key, value)
      const read = this.value(value)
      if (members.has(name.text)) {
        const line = this.#lineOf(value) ?? this.#lineOf(key) ?? 1
        this.duplicates.push(`line ${line}: key ${name.shown} already set in map`)
      }
      members.set(name.text, read)
    }
  }

  /** Merges a map, or several of which earlier ones count more. */
  #merge(members: Map<string, unknown>, value: Node): void {
    if (isSeq(value))
      for (const item of [...value.items].reverse()) this.#merge(members, item as Node)
    else if (isAlias(value)) this.#through(value, target => this.#fill(members, target))
    else this.#fill(members, value)
  }

  /** A key as JSON has it, and as Go shows it. */
  #keyOf(key: unknown, member: unknown): { text: string; shown: string } {
    const value = this.value(key)
    if (typeof value === 'string') return { text: value, shown: JSON.stringify(value) }
    if (typeof value === 'number' || typeof value === 'boolean')
      return { text: String(value), shown: String(value) }
    throw new YamlSyntaxError(
      value === null
        ? `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(this.value(member))}`
        : `yaml: invalid map key: ${goSyntax(value)}`,
    )
  }

  #lineOf(node: unknown): number | undefined {
    const range = (node as Node | null)?.range
    return range ? this.#lines.linePos(range[0]).line : undefined
  }
}

function sorted(members: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const out: Record<string, unknown> = {}
  for (const key of [...members.keys()].sort())
    Object.defineProperty(out, key, {
      value: members.get(key),
      enumerable: true,
      writable: true,
      configurable: true,
    })
  return out
}
