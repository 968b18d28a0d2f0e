import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { type LibraryCluster, startLibraryCluster } from '../../src/cluster/library.ts'

describe('metrics', () => {
  let cluster: LibraryCluster
  before(async () => {
    cluster = await startLibraryCluster({ nodes: 1, clock: 'virtual', seed: 1 })
    await cluster.settle()
    for (const name of ['a', 'b'])
      await cluster.apply({
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name },
        spec: { containers: [{ name: 'c', image: 'i' }] },
      })
    // A container is measured once it runs.
    await cluster.advance(5_000)
  })
  after(() => cluster.close())

  const asked = async (path: string) => {
    const response = await fetch(`${cluster.url}/apis/metrics.k8s.io/v1beta1/${path}`)
    return (await response.json()) as {
      message?: string
      items?: { metadata: { name: string } }[]
    }
  }
  const pods = 'namespaces/default/pods'

  it('are told of what runs, and are selected by name', async () => {
    const names = async (query: string) =>
      (await asked(`${pods}${query}`)).items?.map(item => item.metadata.name)
    assert.deepEqual(await names(''), ['a', 'b'])
    assert.deepEqual(await names('?fieldSelector=metadata.name%3Db'), ['b'])
    assert.deepEqual(await names('?fieldSelector=metadata.name!%3Db'), ['a'])
  })

  it('are shown by what is used', async () => {
    const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1'
    const url = `${cluster.url}/apis/metrics.k8s.io/v1beta1/${pods}/a`
    const table = await (await fetch(url, { headers: { accept } })).json()
    const { columnDefinitions, rows } = table as {
      columnDefinitions: { name: string }[]
      rows: { cells: unknown[] }[]
    }
    assert.deepEqual(
      columnDefinitions.map(column => column.name),
      ['Name', 'cpu', 'memory', 'Window'],
    )
    assert.match(String(rows[0]?.cells), /^a,\d+m,\d+Mi,10s$/)
  })

  const refused: Record<string, string> = {
    [`${pods}/none`]: 'podmetrics.metrics.k8s.io "default/none" not found',
    'nodes/none': 'nodemetrics.metrics.k8s.io "none" not found',
    [`${pods}?fieldSelector=spec.nodeName%3Dx`]:
      '"spec.nodeName" is not a known field selector: only "metadata.name", "metadata.namespace"',
  }
  for (const [path, want] of Object.entries(refused))
    it(`of ${path} are refused`, async () => assert.equal((await asked(path)).message, want))
})
