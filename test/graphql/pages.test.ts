import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { configMap, makeWorld, type World } from './world.ts'

let world: World
before(async () => {
  world = await makeWorld(0)
  for (const [name, size] of [
    ['a', '10'],
    ['b', '9'],
    ['c', '1Ki'],
    ['d', '100m'],
    ['e', '9'],
  ] as const)
    await world.create({
      ...configMap(name, { size }),
      metadata: { name, namespace: 'default', labels: { mine: 'yes' } },
    })
  await world.create({
    ...configMap('z'),
    metadata: { name: 'z', namespace: 'kube-system', labels: { mine: 'yes' } },
  })
})
after(() => world.cluster.close())

interface List {
  readonly nodes: readonly { readonly metadata: { readonly name: string } }[]
  readonly edges: readonly { readonly cursor: string }[]
  readonly pageInfo: Record<string, unknown> & {
    readonly endCursor: string
    readonly hasNextPage: boolean
  }
  readonly totalCount: number
  readonly resourceVersion: string
}

async function list(args: string): Promise<List> {
  const { configMaps } = await world.data<{ configMaps: List }>(
    `{ configMaps(labelSelector: "mine" ${args}) {
         nodes { metadata { name } } edges { cursor node { kind } } totalCount resourceVersion
         pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  )
  return configMaps
}

const names = ({ nodes }: List) => nodes.map(({ metadata }) => metadata.name).join('')

/** All pages of a list; something happens before the second. */
async function pages(args: string, act?: () => Promise<unknown>): Promise<List[]> {
  const found = [await list(args)]
  await act?.()
  for (let last = found[0]; last?.pageInfo.hasNextPage; last = found.at(-1))
    found.push(await list(`${args} after: "${last.pageInfo.endCursor}"`))
  return found
}

test('a list without arguments is whole', async () => {
  const all = await list('')
  assert.equal(names(all), 'abcdez')
  assert.deepEqual(
    [all.totalCount, all.pageInfo.hasNextPage, all.pageInfo.hasPreviousPage],
    [6, false, false],
  )
})

for (const [what, order] of [
  ['in the order of names', ''],
  ['in another order', 'orderBy: {by: "data.size"}'],
] as const)
  test(`pages ${what} are of the moment of the first`, async () => {
    const before = await list(order)
    const found = await pages(`first: 2 ${order}`, async () => {
      await world.create({
        ...configMap('bb'),
        metadata: { name: 'bb', namespace: 'default', labels: { mine: 'yes' } },
      })
    })
    await world.data('mutation { deleteConfigMap(name: "bb") { gone } }')
    assert.equal(found.map(names).join(''), names(before))
    assert.deepEqual(new Set(found.map(page => page.resourceVersion)).size, 1)
    assert.deepEqual(
      found.map(page => page.totalCount),
      found.map(() => 6),
    )
    assert.deepEqual(
      found.map(({ pageInfo }) => pageInfo.hasPreviousPage),
      found.map((_, index) => index > 0),
    )
  })

test('the cursor of each edge leads to what is behind it', async () => {
  for (const order of [
    '',
    'orderBy: {by: "metadata.name", descending: true}',
    'namespace: "default"',
  ]) {
    const all = await list(order)
    for (const [index, { cursor }] of all.edges.entries()) {
      const rest = await list(`${order} after: "${cursor}"`)
      assert.equal(names(rest), names(all).slice(index + 1), order)
    }
  }
})

test('a list without a selector counts the same on each page', async () => {
  const query = (after: string) =>
    `{ configMaps(namespace: "default", first: 2 ${after}) { totalCount pageInfo { endCursor } } }`
  const { configMaps: first } = await world.data<{ configMaps: List }>(query(''))
  const { configMaps: second } = await world.data<{ configMaps: List }>(
    query(`after: "${first.pageInfo.endCursor}"`),
  )
  assert.equal(first.totalCount, second.totalCount)
})

test('numbers, amounts and texts are ordered as such, what is missing comes last', async () => {
  const cases = {
    'orderBy: {by: "data.size"}': 'dbeacz',
    'orderBy: {by: "data.size", descending: true}': 'cabedz',
    'orderBy: {by: "metadata.name", descending: true}': 'zedcba',
    'orderBy: {by: "metadata.labels[\\"mine\\"]"}': 'abcdez',
    'orderBy: {by: "metadata.nope"}': 'abcdez',
  }
  for (const [args, want] of Object.entries(cases))
    assert.equal(names(await list(args)), want, args)
})

test('what is no page is refused', async () => {
  const cases = [
    ['first: 0', 'first must be at least 1'],
    ['first: -1', 'first must be at least 1'],
    ['orderBy: {by: "a[*]"}', 'a[*] is no path of a field: write metadata.name'],
  ] as const
  for (const [args, message] of cases) {
    const { errors } = await world.ask(`{ configMaps(${args}) { totalCount } }`)
    assert.equal(errors?.[0]?.extensions?.status?.reason, 'BadRequest', args)
    assert.equal(errors?.[0]?.message, message)
  }
  const { pageInfo } = await list('first: 1')
  const { errors } = await world.ask(
    `{ configMaps(orderBy: {by: "data.size"}, after: "${pageInfo.endCursor}") { totalCount } }`,
  )
  assert.match(errors?.[0]?.message ?? '', /another order/)
})

test('a cursor that is too old is told as in REST', async () => {
  const plain = await list('first: 1')
  const ordered = await list('first: 1 orderBy: {by: "data.size"}')
  await world.create(configMap('later'))
  const { store } = world.cluster.registry
  store.compact(store.revision)
  for (const args of [
    `after: "${plain.pageInfo.endCursor}"`,
    `orderBy: {by: "data.size"} after: "${ordered.pageInfo.endCursor}"`,
  ]) {
    const { errors } = await world.ask(`{ configMaps(${args}) { totalCount } }`)
    assert.equal(errors?.[0]?.extensions?.status?.code, 410, args)
  }
})
