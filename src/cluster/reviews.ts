// Reviews are answered, not stored: who am I, may I, what may I.
import { ADMIN } from '../auth/admin.ts'
import { HANDLERS } from '../kinds/index.ts'
import type { UserInfo } from '../meta/kind.ts'
import type { JsonObject, KubeObject } from '../meta/object.ts'
import { isObject } from '../meta/object.ts'
import type { Handler, HandlerCall } from '../rest/handlers.ts'

/** The handlers of reviews, by name. Whoever asks here is an administrator, so what is asked of them is allowed. */
export const reviewHandlers: readonly (readonly [string, Handler])[] = [
  [
    HANDLERS.selfSubjectReview,
    call => created(call, { status: { userInfo: userInfo(call.user) } }),
  ],
  [HANDLERS.selfSubjectAccessReview, call => created(call, { status: { allowed: true } })],
  [HANDLERS.subjectAccessReview, call => created(call, { status: { allowed: isAdmin(call) } })],
  [
    HANDLERS.localSubjectAccessReview,
    call => created(call, { status: { allowed: isAdmin(call) } }),
  ],
  [HANDLERS.selfSubjectRulesReview, call => created(call, { status: everything })],
]

const created = (call: HandlerCall, answer: { status: unknown }) => {
  const body = isObject(call.body?.value) ? call.body.value : {}
  const object = { ...bodyAsObject(call, body), ...answer } as unknown as KubeObject
  return { object, code: 201 }
}

const bodyAsObject = (call: HandlerCall, body: JsonObject): JsonObject => ({
  ...body,
  kind: call.of.kind.kind,
  metadata: isObject(body.metadata) ? body.metadata : {},
})

const everything = {
  resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
  nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
  incomplete: false,
}

function userInfo(user: UserInfo): JsonObject {
  return {
    username: user.name,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: user.groups,
    ...(user.extra === undefined ? {} : { extra: user.extra }),
  }
}

function isAdmin(call: HandlerCall): boolean {
  const body = isObject(call.body?.value) ? call.body.value : {}
  const spec = isObject(body.spec) ? body.spec : {}
  return Array.isArray(spec.groups) && spec.groups.includes(ADMIN.groups[0])
}
