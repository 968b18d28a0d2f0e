// Accept headers, read as apiserver's autoneg reads them: clauses by weight, then by how special they are.

/** One alternative that a client accepts. */
export interface Clause {
  readonly type: string
  readonly subtype: string
  readonly q: number
  readonly params: ReadonlyMap<string, string>
}

const NO_PARAMS: ReadonlyMap<string, string> = new Map()

/** The clauses of a header, the most wanted first. */
export function parseAccept(header: string): Clause[] {
  const clauses: Clause[] = []
  for (const part of header.split(',')) {
    const clause = parseClause(part.trim())
    if (clause !== undefined) clauses.push(clause)
  }
  return clauses.sort((a, b) => b.q - a.q || wildness(a) - wildness(b))
}

const wildness = (clause: Clause): number =>
  (clause.type === '*' ? 2 : 0) + (clause.subtype === '*' ? 1 : 0)

function parseClause(text: string): Clause | undefined {
  const [media = '', ...rest] = text.split(';')
  const names = media.trim().split('/')
  const type = (names[0] ?? '').trim()
  // A lone `*` is what some clients of old send for everything.
  if (names.length === 1 && type !== '*') return undefined
  const subtype = names.length === 1 ? '*' : (names[1] ?? '').trim()
  let q = 1
  let params: Map<string, string> | undefined
  for (const piece of rest) {
    const at = piece.indexOf('=')
    if (at < 0) continue
    const name = piece.slice(0, at).trim()
    const value = piece.slice(at + 1).trim()
    if (name === 'q') q = weightOf(value)
    else {
      params ??= new Map()
      params.set(name, value)
    }
  }
  return { type, subtype, q, params: params ?? NO_PARAMS }
}

function weightOf(text: string): number {
  const weight = Number.parseFloat(text)
  return Number.isNaN(weight) ? 1 : weight
}
