import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { lowered, nameOf, pluralOf } from '../../src/graphql/names.ts'
import { builtinKinds } from '../../src/kinds/index.ts'

test('names are spoken as people write them', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['DaemonSet', 'daemonSet', 'daemonSets'],
    ['NetworkPolicy', 'networkPolicy', 'networkPolicies'],
    ['CSIDriver', 'csiDriver', 'csiDrivers'],
    ['IPAddress', 'ipAddress', 'ipAddresses'],
    ['APIService', 'apiService', 'apiServices'],
    ['ServiceCIDR', 'serviceCIDR', 'serviceCIDRs'],
    ['IngressClass', 'ingressClass', 'ingressClasses'],
    ['Pod', 'pod', 'pods'],
  ]
  for (const [kind, one, many] of cases) {
    const row = builtinKinds.find(each => each.kind === kind)
    assert.equal(lowered(kind), one)
    assert.equal(lowered(pluralOf(kind, row?.plural ?? '')), many)
  }
  assert.equal(nameOf('x-kubernetes-list-type'), 'xKubernetesListType')
  assert.equal(nameOf('$ref'), 'ref')
  assert.equal(nameOf('1st'), 'st')
})

test('nothing of GraphQL is loaded before the first request asks for it', () => {
  const seen = new Set<string>()
  const packages = new Set<string>()
  const visit = (path: string): void => {
    if (seen.has(path)) return
    seen.add(path)
    const text = readFileSync(path, 'utf8')
    for (const [, type, from = ''] of text.matchAll(
      /^(?:import|export)(\s+type)?\s[^'"]*?from\s+'([^']+)'/gm,
    ))
      if (type === undefined)
        from.startsWith('.') ? visit(join(dirname(path), from)) : packages.add(from)
  }
  visit('src/cluster.ts')
  assert.ok(seen.has(join('src', 'graphql', 'mount.ts')))
  assert.deepEqual(
    [...packages].filter(name => /graphql|mercurius/.test(name)),
    [],
  )
})
