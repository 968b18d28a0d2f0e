// How a struct lies in protobuf: its fields by number, and the messages around fields that Go embeds
// and JSON flattens.
import type { Field, StructType } from '../types.ts'

/** A message: its members in the order of their numbers. */
export interface Layout {
  readonly members: readonly Member[]
  readonly byNumber: ReadonlyMap<number, Member>
}

/** A field, or the message around embedded ones. */
export type Member =
  | { readonly number: number; readonly field: Field; readonly inner?: undefined }
  | { readonly number: number; readonly inner: Layout; readonly field?: undefined }

const layouts = new WeakMap<StructType, Layout>()

export function layoutOf(struct: StructType): Layout {
  let layout = layouts.get(struct)
  if (layout === undefined) {
    const fields = [...struct.fields.values()].filter(field => field.number > 0)
    layout = arranged(fields.map(field => ({ field, path: field.within ?? [] })))
    layouts.set(struct, layout)
  }
  return layout
}

interface Placed {
  readonly field: Field
  /** The numbers of the messages that are still around it. */
  readonly path: readonly number[]
}

function arranged(placed: readonly Placed[]): Layout {
  const members: Member[] = []
  const around = new Map<number, Placed[]>()
  for (const { field, path } of placed) {
    const [outer, ...rest] = path
    if (outer === undefined) members.push({ number: field.number, field })
    else around.set(outer, [...(around.get(outer) ?? []), { field, path: rest }])
  }
  for (const [number, inner] of around) members.push({ number, inner: arranged(inner) })
  members.sort((a, b) => a.number - b.number)
  return { members, byNumber: new Map(members.map(member => [member.number, member])) }
}
