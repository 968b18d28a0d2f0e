// The paths of old by which lists and single objects were watched.
import { openapiNameOf } from '../../schema/openapi.ts'
import { LIST, type Naming, type Operation, type PathOperations } from './operations.ts'

const WATCH_EVENT = openapiNameOf('meta/v1.WatchEvent')
const DEPRECATED = "deprecated: use the 'watch' parameter with a list operation instead"

/** The paths of old, each with `/watch/` before the resource. */
export function watches(naming: Naming, root: string): PathOperations[] {
  const { kind } = naming.served.kind
  const { plural, namespaced } = naming.served.kind
  const base = {
    kind: naming.kind,
    tag: naming.tag,
    produces: 'stream' as const,
    method: 'get' as const,
    parameters: LIST,
    answers: { 200: WATCH_EVENT },
  }
  const lists = `watch individual changes to a list of ${kind}. ${DEPRECATED}.`
  const one = `watch changes to an object of kind ${kind}. ${DEPRECATED}, filtered to a single item with the 'fieldSelector' parameter.`
  const place = namespaced
    ? `${root}/watch/namespaces/{namespace}/${plural}`
    : `${root}/watch/${plural}`
  const watchlist = (id: string): Operation => ({
    ...base,
    action: 'watchlist',
    id,
    description: lists,
  })
  const paths: PathOperations[] = [
    { path: place, named: kind, operations: [watchlist(`watch${naming.id('List')}`)] },
    {
      path: `${place}/{name}`,
      named: kind,
      operations: [{ ...base, action: 'watch', id: `watch${naming.id()}`, description: one }],
    },
  ]
  if (namespaced)
    paths.push({
      path: `${root}/watch/${plural}`,
      named: kind,
      operations: [watchlist(`watch${naming.id('ListForAllNamespaces', false)}`)],
    })
  return paths
}
