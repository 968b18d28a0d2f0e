import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import Fastify from 'fastify'
import { getIntrospectionQuery } from 'graphql'
import { mountGraphql } from '../../src/graphql/mount.ts'
import type { Attributes, GraphqlOptions } from '../../src/graphql/options.ts'
import { forbiddenStatus, unauthorized } from '../../src/meta/status.ts'
import { type Answer, daemonSet, makeWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await makeWorld()
  await world.create(daemonSet('agent'))
  await world.cluster.settle()
})
after(() => world.cluster.close())

/** An app with GraphQL alone. */
async function withOptions(
  options: Partial<GraphqlOptions>,
  work: (ask: (query: string) => Promise<Answer & { code: number }>) => Promise<void>,
): Promise<void> {
  const app = Fastify()
  const { registry, table, clock } = world.cluster
  mountGraphql(app, {
    registry,
    table,
    clock,
    explain: {
      daemonSet: () => ({ shouldRun: true, shouldContinue: true, predicates: [] }),
      targetNode: pod => pod.spec?.nodeName,
    },
    yaml: String,
    ...options,
  })
  try {
    await work(async query => {
      const response = await app.inject({ method: 'POST', url: '/graphql', payload: { query } })
      return { code: response.statusCode, ...response.json() }
    })
  } finally {
    await app.close()
  }
}

const nested = (depth: number) =>
  `{ pods { nodes { ${'node { pods { '.repeat(depth)} kind ${'} }'.repeat(depth)} } } }`
const bomb = (levels: number) => {
  const fragments = Array.from(
    { length: levels },
    (_, n) => `fragment f${n} on Pod { a: metadata { uid } ...f${n + 1} ...f${n + 1} }`,
  )
  return `{ pods { nodes { ...f0 } } } ${fragments.join(' ')} fragment f${levels} on Pod { kind }`
}
const many = (count: number, field: (n: number) => string) =>
  `{ ${Array.from({ length: count }, (_, n) => field(n)).join(' ')} }`

const HOSTILE: Readonly<Record<string, readonly [string, RegExp]>> = {
  'fields nested without end': [nested(30), /too deep: \d+ levels, where 20 are allowed/],
  'fragments that unfold without end': [bomb(24), /too (large|deep)/],
  'fragments that lead to themselves': [
    '{ pods { nodes { ...a } } } fragment a on Pod { ...b } fragment b on Pod { ...a }',
    /Cannot spread fragment "a" within itself/,
  ],
  'one field under many names': [
    many(500, n => `a${n}: pods { totalCount }`),
    /500 fields under another name, where 100 are allowed/,
  ],
  'one field many times': [
    many(4000, () => 'pods { totalCount }'),
    /too (large|deep)|more that 10000 tokens/,
  ],
  'a text of many words': [many(20_000, () => 'a'), /tokens/],
  'the schema many times': [
    many(50, n => `a${n}: __schema { types { name fields { name } } }`),
    /too large/,
  ],
  'no query': ['', /Unknown query|must|Syntax/],
  'brackets without end': ['{'.repeat(100_000), /tokens|Syntax/],
}

for (const [what, [query, message]] of Object.entries(HOSTILE))
  test(`refused at once: ${what}`, async () => {
    const { data, errors } = await world.ask(query)
    assert.equal(data, null)
    assert.match(errors?.[0]?.message ?? '', message)
  })

test('a query that is fair but whose answer grows too large is stopped', async () => {
  const query =
    '{ nodes { nodes { pods { node { pods { node { pods { kind metadata { name } } } } } } } } }'
  await withOptions({ limits: { answerFieldsMax: 100 } }, async ask => {
    // The second time it is compiled.
    for (const { errors } of [await ask(query), await ask(query)]) {
      assert.match(errors?.[0]?.message ?? '', /the answer is too large: more than 100 fields/)
      assert.equal(errors?.[0]?.extensions?.code, 'QueryTooCostly')
    }
  })
})

test('what editors ask of the schema is answered, unless introspection is switched off', async () => {
  const query = getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true })
  const { data } = await world.data<{ data: unknown }>(query).then(found => ({ data: found }))
  assert.ok(
    JSON.stringify(data).includes('A DaemonSet') || JSON.stringify(data).includes('DaemonSet'),
  )
  await withOptions({ introspection: false }, async ask => {
    const { code, errors } = await ask(query)
    assert.equal(code, 400)
    assert.match(errors?.[0]?.message ?? '', /introspection has been disabled/)
    assert.deepEqual((await ask('{ node(name: "worker-1") { __typename } }')).data, {
      node: { __typename: 'Node' },
    })
  })
})

test('who is not known is told so before anything else', async () => {
  await withOptions(
    {
      authenticate: () => {
        throw unauthorized()
      },
    },
    async ask => {
      const { code, errors } = await ask('{ nodes { totalCount } }')
      assert.equal(code, 401)
      assert.equal(errors?.[0]?.extensions?.status?.reason, 'Unauthorized')
    },
  )
})

test('each thing that is read or written is asked for once, and refused by itself', async () => {
  const asked: string[] = []
  const authorize = (_user: unknown, { verb, group, resource, namespace, name }: Attributes) => {
    asked.push([verb, group, resource, namespace, name].join(' '))
    if (resource === 'pods' || verb === 'delete')
      throw forbiddenStatus({ group, plural: resource }, name, 'not for you')
  }
  await withOptions({ authorize }, async ask => {
    const { data, errors } = await ask(
      `{ nodes { nodes { metadata { name } } } more: nodes { totalCount }
         daemonSet(name: "agent") { metadata { name } pods { kind } } }`,
    )
    assert.deepEqual(asked, [
      'list  nodes  ',
      'get apps daemonsets default agent',
      'list  pods default ',
    ])
    const { nodes, daemonSet: ds } = data as { nodes: { nodes: object[] }; daemonSet: object }
    assert.equal(nodes.nodes.length, 4)
    assert.deepEqual(ds, { metadata: { name: 'agent' }, pods: null })
    assert.deepEqual(errors?.[0]?.path, ['daemonSet', 'pods'])
    assert.equal(errors?.[0]?.extensions?.status?.code, 403)
    const { errors: refused } = await ask('mutation { deleteDaemonSet(name: "agent") { gone } }')
    assert.equal(refused?.[0]?.extensions?.status?.reason, 'Forbidden')
  })
})

test('requests under a foreign name are refused', async () => {
  const response = await world.cluster.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { host: 'evil.example.com' },
    payload: { query: '{ nodes { totalCount } }' },
  })
  assert.equal(response.statusCode, 403)
})

test('a fault of ours is logged, and told as an InternalError', async () => {
  const logged: unknown[] = []
  const yaml = () => {
    throw new Error('broken')
  }
  await withOptions({ yaml, logError: error => logged.push(error) }, async ask => {
    const { errors } = await ask('{ node(name: "worker-1") { yaml } }')
    assert.equal(errors?.[0]?.extensions?.status?.reason, 'InternalError')
    assert.equal(logged.length, 1)
  })
})
