import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resourceAttributes } from '../../src/auth/attributes.ts'
import { compactRules, ruleText } from '../../src/auth/compact-rule.ts'
import { missingRules, ruleAllows } from '../../src/auth/policy-rule.ts'
import type { PolicyRule } from '../../src/schema/generated/rbac-v1.ts'

const pods: PolicyRule = { apiGroups: [''], resources: ['pods'], verbs: ['get'] }
const ask = (more: Parameters<typeof resourceAttributes>[0]) =>
  resourceAttributes({ verb: 'get', resource: 'pods', ...more })

const ALLOWS: Record<string, [PolicyRule, ReturnType<typeof ask>, boolean]> = {
  'what it names': [pods, ask({}), true],
  'no other verb': [pods, ask({ verb: 'list' }), false],
  'no other group': [pods, ask({ group: 'apps' }), false],
  'no subresource that it does not name': [pods, ask({ subresource: 'log' }), false],
  'a subresource after a star': [
    { ...pods, resources: ['*/log'] },
    ask({ subresource: 'log' }),
    true,
  ],
  'everything with stars': [
    { apiGroups: ['*'], resources: ['*'], verbs: ['*'] },
    ask({ group: 'x', subresource: 'y', verb: 'z' }),
    true,
  ],
  'only the names that it lists': [{ ...pods, resourceNames: ['a'] }, ask({ name: 'b' }), false],
  'no list when it lists names': [{ ...pods, resourceNames: ['a'] }, ask({ name: '' }), false],
  'paths that begin as it says': [
    { nonResourceURLs: ['/logs/*'], verbs: ['get'] },
    ask({ isResourceRequest: false, path: '/logs/x' }),
    true,
  ],
  'no path for a rule of resources': [pods, ask({ isResourceRequest: false, path: '/x' }), false],
}
for (const [name, [rule, asked, wanted]] of Object.entries(ALLOWS))
  test(`a rule allows ${name}`, () => assert.equal(ruleAllows(rule, asked), wanted))

test('what is missing is told by resource, its verbs together', () => {
  const wanted = [{ apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'list'] }]
  const texts = compactRules(missingRules([pods], wanted)).map(ruleText)
  assert.deepEqual(texts, [
    '{APIGroups:[""], Resources:["pods"], Verbs:["list"]}',
    '{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
  ])
})

test('a rule with names does not cover one without', () => {
  assert.equal(missingRules([{ ...pods, resourceNames: ['a'] }], [pods]).length, 1)
  assert.equal(missingRules([pods], [{ ...pods, resourceNames: ['a'] }]).length, 0)
})
