import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { answerOf, concerns, watchEndsMs } from '../../../src/controllers/apifaults/plan.ts'
import type { FaultSpec } from '../../../src/schema/generated/mimikube-v1alpha1.ts'

const asked = {
  verbs: ['update'],
  group: 'apps',
  resource: 'daemonsets',
  subresource: 'status',
  namespace: 'prod',
  name: 'agent',
  user: 'system:serviceaccount:kube-system:daemon-set-controller',
}

const limits: Record<string, { spec: Partial<FaultSpec>; request?: object; is: boolean }> = {
  'without limits every request': { spec: {}, is: true },
  'never the Faults themselves': { spec: {}, request: { group: 'mimikube.dev' }, is: false },
  'the verb': { spec: { verbs: ['update', 'patch'] }, is: true },
  'another verb': { spec: { verbs: ['get'] }, is: false },
  'changes of controllers are either': {
    spec: { verbs: ['patch'] },
    request: { verbs: ['update', 'patch'] },
    is: true,
  },
  'the resource without its subresource is another': {
    spec: { resources: ['daemonsets'] },
    is: false,
  },
  'the subresource': { spec: { resources: ['daemonsets/status'] }, is: true },
  'the resource with its group': { spec: { resources: ['daemonsets.apps/status'] }, is: true },
  'the resource of another group': { spec: { resources: ['daemonsets.x/status'] }, is: false },
  'the namespace': { spec: { namespaces: ['prod', 'test'] }, is: true },
  'another namespace': { spec: { namespaces: ['test'] }, is: false },
  'the user': { spec: { users: [asked.user] }, is: true },
  'the beginning of a user': { spec: { users: ['system:serviceaccount:*'] }, is: true },
  'another user': { spec: { users: ['system:node:*'] }, is: false },
  'all limits together': { spec: { verbs: ['update'], users: ['me'] }, is: false },
}

describe('which requests a Fault concerns', () => {
  for (const [name, { spec, request = {}, is }] of Object.entries(limits))
    it(name, () => {
      assert.equal(concerns({ type: 'ApiError', ...spec }, { ...asked, ...request }), is)
    })
})

describe('what requests are answered', () => {
  const answers: [code: number, reason: string, message: RegExp, retryAfter?: number][] = [
    [409, 'Conflict', /^Operation cannot be fulfilled on daemonsets.apps "agent": the object has/],
    [429, 'TooManyRequests', /^Too many requests, please try again later.$/, 1],
    [500, 'InternalError', /^Internal error occurred: /],
    [503, 'ServiceUnavailable', /^the server is currently unable to handle the request$/, 1],
  ]
  for (const [code, reason, message, retryAfter] of answers)
    it(`${code}`, () => {
      const { status } = answerOf({ type: 'ApiError', code }, asked)
      assert.equal(status.code, code)
      assert.equal(status.reason, reason)
      assert.match(status.message ?? '', message)
      assert.equal(status.details?.retryAfterSeconds, retryAfter)
    })
})

describe('when watches end', () => {
  const ends: [name: string, delay: number, since: number, opened: number, end: number][] = [
    ['those that are open when it begins, at once', 0, 100, 50, 100],
    ['those that are open when it begins, after the delay', 30, 100, 50, 130],
    ['later ones last a second', 0, 100, 200, 1_200],
    ['later ones last as long as the delay', 5_000, 100, 200, 5_200],
  ]
  for (const [name, delay, since, opened, end] of ends)
    it(name, () => assert.equal(watchEndsMs(delay, since, opened), end))
})
