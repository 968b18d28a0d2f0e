// Options of lists and watches, with the checks of apimachinery `internalversion/validation`.
import { type Cause, forbidden, notSupported } from '../meta/field-errors.ts'
import type { ListOptions, WatchOptions } from '../registry/options.ts'
import type { Target } from '../registry/target.ts'
import { refuse } from './params.ts'
import type { Query } from './query.ts'
import { parsedSelectors, selectsOf } from './selects.ts'

const NOT_OLDER = 'NotOlderThan'
const FIELD = 'resourceVersionMatch'

/** @throws StatusError 400, 422 */
export function listOptions(query: Query, of: Target): ListOptions {
  // What stands first in Go's conversion is told first.
  query.integer('timeoutSeconds')
  const limit = query.integer('limit') ?? 0
  const resourceVersion = query.text('resourceVersion')
  const resourceVersionMatch = query.text('resourceVersionMatch')
  const token = query.text('continue')
  const selectors = parsedSelectors(query)
  refuse('ListOptions', listCauses(query, resourceVersion, resourceVersionMatch, token))
  const selects = selectsOf(selectors, of, '')
  return {
    resourceVersion,
    ...(selects === undefined ? {} : { selects }),
    ...(limit > 0 ? { limit } : {}),
    ...(token === '' ? {} : { continue: token }),
    ...(resourceVersionMatch === '' ? {} : { resourceVersionMatch }),
  }
}

function listCauses(query: Query, resourceVersion: string, match: string, token: string): Cause[] {
  const causes: Cause[] = []
  if (match !== '') {
    if (resourceVersion === '')
      causes.push(
        forbidden(FIELD, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
      )
    if (token !== '')
      causes.push(forbidden(FIELD, 'resourceVersionMatch is forbidden when continue is provided'))
    if (match !== 'Exact' && match !== NOT_OLDER)
      causes.push(notSupported(FIELD, match, ['Exact', NOT_OLDER, '']))
    if (match === 'Exact' && resourceVersion === '0')
      causes.push(
        forbidden(FIELD, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
      )
  }
  if (query.optionalFlag('sendInitialEvents') !== undefined)
    causes.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  return causes
}

/** What a watch asks, and for how long. */
export interface WatchRequest {
  readonly options: WatchOptions
  readonly timeoutSeconds: number | undefined
}

/** `name` is that of the path, where a single object is watched. @throws StatusError 400, 422 */
export function watchOptions(query: Query, of: Target, name: string): WatchRequest {
  const timeoutSeconds = query.integer('timeoutSeconds')
  query.integer('limit')
  const resourceVersion = query.text('resourceVersion')
  const unset = resourceVersion === '' || resourceVersion === '0'
  let match = query.text('resourceVersionMatch')
  let sendInitialEvents = query.optionalFlag('sendInitialEvents')
  // A watch from nowhere that says no more is one that is first told all there is.
  if (unset && sendInitialEvents === undefined && match === '') {
    sendInitialEvents = true
    match = NOT_OLDER
  }
  const selectors = parsedSelectors(query)
  refuse('ListOptions', watchCauses(sendInitialEvents, match, query.text('continue')))
  const selects = selectsOf(selectors, of, name)
  return {
    timeoutSeconds,
    options: {
      resourceVersion,
      allowWatchBookmarks: query.flag('allowWatchBookmarks'),
      ...(selects === undefined ? {} : { selects }),
      ...(match === '' ? {} : { resourceVersionMatch: match }),
      ...(sendInitialEvents === undefined ? {} : { sendInitialEvents }),
    },
  }
}

function watchCauses(
  sendInitialEvents: boolean | undefined,
  match: string,
  token: string,
): Cause[] {
  const causes: Cause[] = []
  if (sendInitialEvents !== undefined && match !== NOT_OLDER)
    causes.push(
      forbidden(FIELD, `sendInitialEvents requires setting resourceVersionMatch to ${NOT_OLDER}`),
    )
  if (match === '') return causes
  if (sendInitialEvents === undefined)
    causes.push(
      forbidden(
        FIELD,
        'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided',
      ),
    )
  if (match !== NOT_OLDER) causes.push(notSupported(FIELD, match, [NOT_OLDER]))
  if (token !== '')
    causes.push(forbidden(FIELD, 'resourceVersionMatch is forbidden when continue is provided'))
  return causes
}
