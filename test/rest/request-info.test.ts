import assert from 'node:assert/strict'
import { test } from 'node:test'
import { partsOf, resourcePath } from '../../src/rest/request-info.ts'

const cases: Record<string, { path: string; want: string }> = {
  'a collection of the legacy group': { path: '/api/v1/nodes', want: '/v1 nodes' },
  'an object of the cluster': { path: '/api/v1/nodes/a', want: '/v1 nodes a' },
  'a collection in a namespace': {
    path: '/apis/apps/v1/namespaces/n/daemonsets',
    want: 'apps/v1 daemonsets in n',
  },
  'an object in a namespace': {
    path: '/apis/apps/v1/namespaces/n/daemonsets/d',
    want: 'apps/v1 daemonsets d in n',
  },
  'a subresource': { path: '/api/v1/namespaces/n/pods/p/log', want: '/v1 pods p in n /log' },
  'a namespace is in itself': { path: '/api/v1/namespaces/n', want: '/v1 namespaces n in n' },
  'a namespace has two subresources': {
    path: '/api/v1/namespaces/n/finalize',
    want: '/v1 namespaces n in n /finalize',
  },
  'any other third part of a namespace is a resource': {
    path: '/api/v1/namespaces/n/scale',
    want: '/v1 scale in n',
  },
  'slashes at the end do not count': { path: '/api/v1/nodes/a/', want: '/v1 nodes a' },
  'a doubled slash is an empty part': { path: '/api/v1//nodes', want: '/v1  nodes' },
  'watches of old': { path: '/api/v1/watch/namespaces/n/pods/p', want: '/v1 pods p in n watched' },
  'names may be escaped': { path: '/api/v1/nodes/a%3Ab', want: '/v1 nodes a:b' },
  'a group-version names no resource': { path: '/apis/apps/v1', want: 'none' },
  'another root names no resource': { path: '/healthz/ping', want: 'none' },
}

for (const [claim, { path, want }] of Object.entries(cases))
  test(`paths: ${claim}`, () => assert.equal(told(path), want))

function told(path: string): string {
  const info = resourcePath(partsOf(path))
  if (info === undefined) return 'none'
  const { group, version, resource, name, namespace, subresource, watchPrefix } = info
  return [
    `${group}/${version} ${resource}`,
    ...(name === '' ? [] : [name]),
    ...(namespace === '' ? [] : [`in ${namespace}`]),
    ...(subresource === '' ? [] : [`/${subresource}`]),
    ...(watchPrefix ? ['watched'] : []),
  ].join(' ')
}
