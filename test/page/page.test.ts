import assert from 'node:assert/strict'
import { existsSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import Fastify from 'fastify'
import { EXAMPLES } from '../../src/page/browser/examples.ts'
import { split } from '../../src/page/browser/fetcher.ts'
import { mountPage } from '../../src/page/mount.ts'
import { daemonSet, makeWorld, type World } from '../graphql/world.ts'
import { skipped, withPage } from './chromium.ts'

const notBuilt = existsSync(new URL('../../dist/graphiql/main.js', import.meta.url))
  ? false
  : 'the editor is not built: npm run build'

let world: World
let url: string
before(async () => {
  world = await makeWorld(3)
  await world.create(daemonSet('log-agent'))
  await world.cluster.settle()
  await world.cluster.app.listen({ host: '127.0.0.1', port: 0 })
  url = `http://127.0.0.1:${(world.cluster.app.server.address() as AddressInfo).port}`
})
after(() => world.cluster.close())

test('the editor comes from here alone', { skip: notBuilt }, async () => {
  const response = await fetch(`${url}/graphiql`)
  const html = await response.text()
  assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8')
  const policy = response.headers.get('content-security-policy') ?? ''
  assert.match(policy, /^default-src 'none'; script-src 'self';/)
  assert.doesNotMatch(policy, /https?:|\*/)
  const files = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, file]) => file ?? '')
  assert.deepEqual(
    files.filter(file => !file.startsWith('data:')),
    ['/graphiql/main.css', '/graphiql/main.js'],
  )
  const script = await fetch(`${url}/graphiql/main.js`)
  assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8')
  await script.body?.cancel()
})

test('nothing but the bundle is served, and only to who calls this machine by a name of its own', async () => {
  const app = Fastify()
  mountPage(app, { acceptsHost: host => host === 'localhost' })
  const code = async (path: string, host = 'localhost') =>
    (await app.inject({ url: path, headers: { host } })).statusCode
  for (const path of [
    '/graphiql/nope.js',
    '/graphiql/..%2fmain.js',
    '/graphiql/../../package.json',
  ])
    assert.ok([404, 503].includes(await code(path)), path)
  assert.equal(await code('/graphiql', 'elsewhere.example'), 403)
  await app.close()
})

test('each example of the editor is answered', async () => {
  for (const { title, query, variables } of EXAMPLES) {
    if (query.startsWith('subscription')) continue
    const { errors } = await world.ask(query, JSON.parse(variables ?? '{}'))
    assert.equal(errors, undefined, title)
  }
})

test('events are put together from the pieces in which they come', () => {
  const [whole, rest] = split('event: next\ndata: {"a":1}\n\n:\n\nevent: next\ndata: {"b"')
  assert.deepEqual(whole, [{ a: 1 }])
  assert.deepEqual(split(`${rest}:2}\n\nevent: complete\ndata: \n\n`), [[{ b: 2 }], ''])
})

const ANSWER = `document.querySelector('.result-window .CodeMirror')?.CodeMirror.getValue()`

test('a browser runs the editor', { skip: skipped || notBuilt, timeout: 90_000 }, async () => {
  await withPage(`${url}/graphiql`, async page => {
    const click = (selector: string, text = '') =>
      page.run(
        `[...document.querySelectorAll('${selector}')].find(each => each.textContent.includes('${text}')).click()`,
      )
    const open = async (title: string, name: string): Promise<void> => {
      await click('.examples button', title)
      await page.until(
        `document.querySelector('.graphiql-tab-active').textContent.includes('${name}')`,
      )
      await click('.graphiql-execute-button')
    }
    await page.until(
      `document.querySelector('.examples button:enabled')?.offsetWidth > 100 && ${ANSWER} !== undefined`,
    )
    if (process.env.PICTURE !== undefined) writeFileSync(process.env.PICTURE, await page.picture())
    await open('Where a DaemonSet runs', 'WhereAndWhyNot')
    const answer = JSON.parse(await page.until(`/shouldRun/.test(${ANSWER}) && ${ANSWER}`))
    const [set] = answer.data.daemonSets.nodes
    assert.equal(set.metadata.name, 'log-agent')
    assert.deepEqual(
      set.nodes.map((each: { shouldRun: boolean }) => each.shouldRun),
      [false, true, true, true],
    )
    await open('Changes of Pods, live', 'PodsLive')
    await page.until(`/"BOOKMARK"/.test(${ANSWER})`)
    await world.data(
      `mutation { labelPod(name: "${await aPod()}", labels: {seen: "yes"}) { kind } }`,
    )
    await page.until(`/"MODIFIED"/.test(${ANSWER})`)
    await click('.graphiql-execute-button')
    await page.run(`document.querySelector('button[aria-label*="Documentation"]').click()`)
    await page.until(
      `/subscription: Subscription/.test(document.querySelector('.graphiql-doc-explorer').textContent)`,
    )
    await page.run(`document.querySelector('button[aria-label*="History"]').click()`)
    await page.until(
      `/PodsLive/.test(document.querySelector('.graphiql-history-items').textContent)`,
    )
    assert.deepEqual(page.complaints, [])
  })
})

async function aPod(): Promise<string> {
  const { pods } = await world.data<{ pods: { nodes: { metadata: { name: string } }[] } }>(
    '{ pods(first: 1) { nodes { metadata { name } } } }',
  )
  return pods.nodes[0]?.metadata.name ?? ''
}
