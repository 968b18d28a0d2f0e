// Reviews are answered, not stored: who am I, may I, what may I, whose token is this.
import { resourceAttributes } from '../auth/attributes.ts'
import type { Auth } from '../auth/auth.ts'
import { nodeOf } from '../auth/node/identity.ts'
import { aggregate } from '../auth/rbac.ts'
import { ISSUER } from '../auth/service-account-tokens.ts'
import type { Clock } from '../clock.ts'
import { HANDLERS } from '../kinds/index.ts'
import type { UserInfo } from '../meta/kind.ts'
import type { JsonObject, KubeObject } from '../meta/object.ts'
import { isObject } from '../meta/object.ts'
import { badRequest } from '../meta/status.ts'
import { formatTime } from '../meta/time.ts'
import type { Handler, HandlerCall } from '../rest/handlers.ts'
import { fieldSelected } from '../rest/selects.ts'
import type {
  FieldSelectorAttributes,
  SubjectAccessReviewSpec,
  SubjectAccessReviewStatus,
  SubjectRulesReviewStatus,
} from '../schema/generated/authorization-v1.ts'
import type { PolicyRule } from '../schema/generated/rbac-v1.ts'
import { checkLocalReview, checkReview } from './review-checks.ts'
import { selectorNotes } from './review-selectors.ts'

export interface ReviewParts {
  readonly auth: Auth
  readonly clock: Clock
}

/** The handlers of reviews, by name. */
export function reviewHandlers({
  auth,
  clock,
}: ReviewParts): readonly (readonly [string, Handler])[] {
  return [
    [HANDLERS.selfSubjectReview, call => whoAmI(call, clock)],
    [HANDLERS.tokenReview, call => tokenReview(auth, call)],
    [HANDLERS.selfSubjectAccessReview, call => accessReview(auth, call, call.user)],
    [HANDLERS.subjectAccessReview, call => accessReview(auth, call, undefined)],
    [HANDLERS.localSubjectAccessReview, call => accessReview(auth, call, undefined)],
    [HANDLERS.selfSubjectRulesReview, call => rulesReview(auth, call)],
  ]
}

const bodyOf = (call: HandlerCall): JsonObject =>
  isObject(call.body?.value) ? call.body.value : {}

function created(call: HandlerCall, status: unknown, metadata?: JsonObject) {
  const { metadata: given, ...body } = bodyOf(call)
  const object = {
    kind: call.of.kind.kind,
    apiVersion: `${call.of.kind.group}/${call.of.version.version}`,
    metadata: metadata ?? (isObject(given) ? given : {}),
    ...body,
    status,
  }
  return { object: object as unknown as KubeObject, code: 201 }
}

const whoAmI = (call: HandlerCall, clock: Clock) =>
  created(call, { userInfo: userInfo(call.user) }, { creationTimestamp: formatTime(clock.nowMs()) })

function accessReview(auth: Auth, call: HandlerCall, self: UserInfo | undefined) {
  const body = bodyOf(call)
  const spec = (isObject(body.spec) ? body.spec : {}) as SubjectAccessReviewSpec
  if (call.of.kind.namespaced) checkLocalReview(body, spec, call.of.namespace)
  else checkReview(body, spec, self === undefined)
  const user = self ?? { name: spec.user ?? '', groups: spec.groups ?? [] }
  const { allowed, reason } = auth.access.authorizer.decide(user, attributesOf(spec))
  const evaluationError = selectorNotes(spec.resourceAttributes)
  const status: SubjectAccessReviewStatus = {
    allowed,
    ...(reason === '' ? {} : { reason }),
    ...(evaluationError === '' ? {} : { evaluationError }),
  }
  const place = call.of.kind.namespaced ? { namespace: call.of.namespace } : {}
  return created(call, status, place)
}

function attributesOf(spec: SubjectAccessReviewSpec) {
  const { resourceAttributes: of, nonResourceAttributes: path } = spec
  if (of === undefined)
    return resourceAttributes({
      isResourceRequest: false,
      verb: path?.verb ?? '',
      path: path?.path ?? '',
    })
  const { verb, group, version, resource, subresource, namespace, name } = of
  const given = { verb, group, version, resource, subresource, namespace, name }
  const asked = resourceAttributes(
    Object.fromEntries(Object.entries(given).map(([key, value]) => [key, value ?? ''])),
  )
  return of.fieldSelector === undefined
    ? asked
    : { ...asked, fieldDemanded: fieldDemandedBy(of.fieldSelector) }
}

/** What a selector of fields demands, be it written as in a query or requirement by requirement. */
const fieldDemandedBy =
  ({ rawSelector = '', requirements = [] }: FieldSelectorAttributes) =>
  (path: string): string | undefined => {
    if (rawSelector !== '') return fieldSelected(rawSelector, path)
    const found = requirements.find(
      ({ key, operator, values = [] }) => key === path && operator === 'In' && values.length === 1,
    )
    return found?.values?.[0]
  }

const NODES_UNTOLD = 'node authorizer does not support user rule resolution'

/** The body is answered without what was asked: the real server gives an empty spec. */
function rulesReview(auth: Auth, call: HandlerCall) {
  const { spec } = bodyOf(call)
  const namespace = isObject(spec) ? String(spec.namespace ?? '') : ''
  if (namespace === '') throw badRequest('no namespace on request')
  const isNode = nodeOf(call.user) !== undefined
  const { rules, errors: unread } = auth.access.rbac.rulesFor(call.user, namespace)
  const errors = isNode ? [NODES_UNTOLD, ...unread] : unread
  const status: SubjectRulesReviewStatus = {
    resourceRules: rules.filter(rule => (rule.resources ?? []).length > 0).map(resourceRule),
    nonResourceRules: rules
      .filter(rule => (rule.nonResourceURLs ?? []).length > 0)
      .map(({ verbs = [], nonResourceURLs = [] }) => ({ verbs, nonResourceURLs })),
    incomplete: isNode,
    ...(errors.length === 0 ? {} : { evaluationError: aggregate(errors) }),
  }
  const answer = created(call, status, {})
  return { ...answer, object: { ...answer.object, spec: {} } as unknown as KubeObject }
}

const resourceRule = ({ verbs = [], apiGroups, resources, resourceNames }: PolicyRule) => ({
  verbs,
  ...(apiGroups === undefined ? {} : { apiGroups }),
  ...(resources === undefined ? {} : { resources }),
  ...(resourceNames === undefined ? {} : { resourceNames }),
})

function tokenReview(auth: Auth, call: HandlerCall) {
  const { spec } = bodyOf(call)
  const asked = isObject(spec) ? spec : {}
  const token = String(asked.token ?? '')
  if (token === '') throw badRequest('token is required for TokenReview in authentication')
  const named = Array.isArray(asked.audiences) ? asked.audiences.map(String) : []
  const wanted = named.length === 0 ? [ISSUER] : named
  const known = auth.authenticator.token(token, wanted)
  const status =
    'error' in known
      ? { user: {}, error: aggregate(['invalid bearer token', ...known.error]) }
      : { authenticated: true, user: userInfo(known.user), audiences: known.audiences }
  return created(call, status)
}

function userInfo(user: UserInfo): JsonObject {
  return {
    username: user.name,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: user.groups,
    ...(user.extra === undefined ? {} : { extra: user.extra }),
  }
}
