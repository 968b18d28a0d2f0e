// Which form an answer takes. Two judges look at the Accept header, as in the real server: the router
// of the built-in kinds, which knows whole media types only, and then the handler, which knows their
// parameters (`as=Table`) too. Which of them says no can be told from the text of the 406.
import { notAcceptable } from '../meta/status.ts'
import { type Clause, parseAccept } from './accept.ts'
import { remembered } from './remember.ts'

export type Media = 'json' | 'yaml' | 'protobuf'
export type Transform = 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'

/** The form a client is answered in. */
export interface Form {
  readonly media: Media
  /** What the object is turned into, and in which version of meta.k8s.io. */
  readonly as?: Transform
  readonly asVersion?: 'v1' | 'v1beta1'
  /** `pretty=1` stood in the media type. */
  readonly pretty: boolean
}

/** What an endpoint can give. */
export interface Offer {
  /** Behind the router of built-in kinds, which judges first. */
  readonly routed: boolean
  /** Objects of custom resources have no protobuf, only their metadata has. */
  readonly custom: boolean
  /** May be turned into a Table or into metadata. */
  readonly transforms: boolean
  /** A list, which can be watched; the router's 406 then names the streams too. */
  readonly listable: boolean
  /** A watch: a stream, which YAML has none of. */
  readonly stream: boolean
}

export const MEDIA_TYPES: Readonly<Record<Media, string>> = {
  json: 'application/json',
  yaml: 'application/yaml',
  protobuf: 'application/vnd.kubernetes.protobuf',
}

const ALL = Object.values(MEDIA_TYPES).join(', ')
const STREAMS = 'application/json;stream=watch, application/vnd.kubernetes.protobuf;stream=watch'
const KNOWN_MAX = 500

const PLAIN: Form = { media: 'json', pretty: false }
const known = new WeakMap<Offer, Map<string, Form>>()

/** The form that an Accept header leads to, remembered by header. @throws StatusError 406 */
export function negotiate(accept: string | undefined, offer: Offer): Form {
  if (accept === undefined || accept === '' || accept === 'application/json') return PLAIN
  const forms = remembered(known, offer, () => new Map<string, Form>())
  let form = forms.get(accept)
  if (form === undefined) {
    form = decide(accept, offer)
    if (forms.size >= KNOWN_MAX) forms.clear()
    forms.set(accept, form)
  }
  return form
}

/** The form of an error: as asked, but never turned into something; JSON when nothing fits. */
export function formOfError(accept: string | undefined): Form {
  if (accept === undefined || accept === '') return PLAIN
  return firstFit(parseAccept(accept), ERRORS) ?? PLAIN
}

const ERRORS: Offer = {
  routed: false,
  custom: false,
  transforms: false,
  listable: false,
  stream: false,
}

function decide(accept: string, offer: Offer): Form {
  if (offer.routed && !routerTakes(accept))
    throw notAcceptable(
      `406: Not Acceptable\n\nAvailable representations: ${offer.listable ? `${ALL}, ${STREAMS}` : ALL}`,
      {},
    )
  const form = firstFit(parseAccept(accept), offer)
  if (form === undefined)
    throw notAcceptable(
      `only the following media types are accepted: ${offer.stream ? STREAMS : ALL}`,
    )
  return form
}

/** The router compares media types letter by letter and knows no other wildcard than that for all. */
export function routerTakes(
  accept: string,
  produced: readonly string[] = Object.values(MEDIA_TYPES),
): boolean {
  return accept.split(',').some(part => {
    const media = part.split(';', 1)[0]?.trim() ?? ''
    return media === '*/*' || produced.includes(media)
  })
}

/** The first form that one of some clauses asks for and that there is. */
export function firstFit(clauses: readonly Clause[], offer: Offer): Form | undefined {
  for (const clause of clauses)
    for (const media of MEDIA) {
      if (!fits(clause, media) || (offer.stream && media === 'yaml')) continue
      const form = formOf(clause, media, offer)
      if (form !== undefined) return form
    }
  return undefined
}

const MEDIA: readonly Media[] = ['json', 'yaml', 'protobuf']

function fits(clause: Clause, media: Media): boolean {
  if (clause.type === '*') return clause.subtype === '*'
  if (clause.type !== 'application') return false
  return clause.subtype === '*' || `application/${clause.subtype}` === MEDIA_TYPES[media]
}

function formOf(clause: Clause, media: Media, offer: Offer): Form | undefined {
  const { params } = clause
  const pretty = params.get('pretty') === '1'
  const stream = params.get('stream')
  if (stream && (stream !== 'watch' || media === 'yaml')) return undefined
  // There is but one version of what the server says of itself.
  if ((params.get('sv') ?? '') !== '' && params.get('sv') !== 'v1') return undefined
  if (!params.has('as') && !params.has('g') && !params.has('v'))
    return offer.custom && media === 'protobuf' ? undefined : { media, pretty }
  const as = params.get('as')
  const asVersion = params.get('v')
  if (!offer.transforms || params.get('g') !== 'meta.k8s.io') return undefined
  if (asVersion !== 'v1' && asVersion !== 'v1beta1') return undefined
  if (as === 'Table') return media === 'protobuf' ? undefined : { media, as, asVersion, pretty }
  if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList')
    return { media, as, asVersion, pretty }
  return undefined
}
