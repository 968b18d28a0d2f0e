// How endpoints are spread over slices of a hundred with as few changes as possible; pure.
import { sameJson } from '../../meta/freeze.ts'
import type { Endpoint, EndpointPort, EndpointSlice } from '../../schema/generated/discovery-v1.ts'

/** Endpoints that have the same ports. */
export interface Group {
  readonly ports: readonly EndpointPort[]
  readonly endpoints: readonly Endpoint[]
}

export interface Content {
  readonly ports: readonly EndpointPort[]
  readonly endpoints: readonly Endpoint[]
}

export type Action =
  | { readonly do: 'create'; readonly content: Content }
  | { readonly do: 'update'; readonly slice: EndpointSlice; readonly content: Content }
  | { readonly do: 'delete'; readonly slice: EndpointSlice }

const SLICE_MAX = 100

/** `placeholder`: one empty slice stays when there are no endpoints at all. */
export function planSlices(
  existing: readonly EndpointSlice[],
  groups: readonly Group[],
  placeholder: boolean,
): Action[] {
  const wanted = groups.length > 0 || !placeholder ? groups : [EMPTY]
  const left = new Set(existing)
  const creates: Content[] = []
  const updates: Action[] = []
  for (const group of wanted) {
    const slices = existing.filter(slice => sameJson(slice.ports ?? [], group.ports))
    for (const slice of slices) left.delete(slice)
    const filled = fill(slices, group)
    for (const { slice, content } of filled) {
      if (slice === undefined) creates.push(content)
      else if (content.endpoints.length === 0 && group !== EMPTY) left.add(slice)
      else if (!sameJson(slice.endpoints ?? [], content.endpoints))
        updates.push({ do: 'update', slice, content })
    }
  }
  return [...updates, ...reuse(creates, [...left])]
}

const EMPTY: Group = { ports: [], endpoints: [] }

/** A slice that would go is taken for one that would be made. */
function reuse(creates: readonly Content[], left: readonly EndpointSlice[]): Action[] {
  const actions: Action[] = creates.map((content, index) => {
    const slice = left[index]
    return slice === undefined ? { do: 'create', content } : { do: 'update', slice, content }
  })
  for (const slice of left.slice(creates.length)) actions.push({ do: 'delete', slice })
  return actions
}

interface Filled {
  readonly slice: EndpointSlice | undefined
  readonly content: Content
}

/** Endpoints stay in the slice that has them; new ones go where there is room, then into new slices. */
function fill(slices: readonly EndpointSlice[], { ports, endpoints }: Group): Filled[] {
  const waiting = new Map(endpoints.map(endpoint => [keyOf(endpoint), endpoint]))
  const kept = slices.map(slice => {
    const stay = (slice.endpoints ?? []).flatMap(endpoint => {
      const now = waiting.get(keyOf(endpoint))
      waiting.delete(keyOf(endpoint))
      return now === undefined ? [] : [now]
    })
    return { slice, stay }
  })
  const rest = [...waiting.values()]
  const filled: Filled[] = kept.map(({ slice, stay }) => ({
    slice,
    content: { ports, endpoints: [...stay, ...rest.splice(0, SLICE_MAX - stay.length)] },
  }))
  while (rest.length > 0 || filled.length === 0)
    filled.push({ slice: undefined, content: { ports, endpoints: rest.splice(0, SLICE_MAX) } })
  return filled
}

const keyOf = ({ addresses = [], targetRef }: Endpoint): string =>
  `${targetRef?.uid ?? ''} ${addresses.join(',')}`
