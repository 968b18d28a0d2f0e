import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCommand, UsageError } from '../../src/cli/args.ts'

const flagsOf = (line: string) => {
  const command = parseCommand(line.split(' ').filter(word => word !== ''))
  assert.equal(command.do, 'serve')
  return command.do === 'serve' ? command.flags : assert.fail()
}

test("without arguments a cluster of four nodes is served from .mimikube on kubectl's own port", () => {
  const flags = flagsOf('')
  assert.deepEqual(
    [
      flags.nodes,
      flags.controlPlaneNodes,
      flags.port,
      flags.host,
      flags.store,
      flags.data,
      flags.kubeconfig,
    ],
    [3, 1, 8080, '127.0.0.1', 'json', '.mimikube', '.mimikube/kubeconfig'],
  )
})

test('the kubeconfig stands in the data folder unless it is put elsewhere', () => {
  assert.equal(flagsOf('--data d').kubeconfig, 'd/kubeconfig')
  assert.equal(flagsOf('serve --data=d --kubeconfig k').kubeconfig, 'k')
})

test('durations are read as Go reads them', () => {
  assert.equal(flagsOf('--node-monitor-grace-period 1m30s').nodeMonitorGracePeriodMs, 90_000)
})

test('what GraphQL allows is said by flags, and stays as it is where none is given', () => {
  assert.deepEqual(flagsOf('').graphql, { introspection: true, limits: {} })
  assert.deepEqual(flagsOf('--graphql-depth 9 --no-graphql-introspection').graphql, {
    introspection: false,
    limits: { depthMax: 9 },
  })
})

test('TLS opens any address, and the certificate may have further names', () => {
  const { tls, host, tlsNames } = flagsOf('--tls --host 0.0.0.0 --tls-san api.test,10.1.2.3')
  assert.deepEqual(
    { tls, host, tlsNames },
    { tls: true, host: '0.0.0.0', tlsNames: ['api.test', '10.1.2.3'] },
  )
})

test('a switch is on by itself, and is told nothing but true or false', () => {
  assert.equal(flagsOf('--tls=true').tls, true)
  assert.equal(flagsOf('--tls=false').tls, false)
  assert.equal(flagsOf('--no-graphql-introspection=false').graphql.introspection, true)
  assert.throws(() => flagsOf('--tls=yes'), /flag --tls takes false or true, not "yes"/)
})

test('what stands behind two dashes is the command of exec, whose cluster is in memory on any port', () => {
  const command = parseCommand('exec --nodes 1 -- go test --help'.split(' '))
  assert.equal(command.do, 'exec')
  if (command.do !== 'exec') return
  assert.deepEqual(command.command, ['go', 'test', '--help'])
  const { port, store, nodes } = command.flags
  assert.deepEqual({ port, store, nodes }, { port: 0, store: 'memory', nodes: 1 })
})

const refused: Readonly<Record<string, RegExp>> = {
  '--nods 3': /unknown flag --nods; see mimikube --help/,
  '--nodes': /flag --nodes needs a value/,
  '--nodes three': /flag --nodes takes a whole number from 0 to 100000, not "three"/,
  '--port 70000': /flag --port takes a whole number from 0 to 65535/,
  '--store disk': /flag --store takes json or memory, not "disk"/,
  '--tls --tls-san api_test/x':
    /flag --tls-san takes names and addresses of hosts, not "api_test\/x"/,
  '--node-monitor-period 5': /takes a duration such as 15s/,
  '--host 0.0.0.0': /add --tls, or --insecure/,
  '--tls --insecure': /choose one/,
  'exec --nodes 1': /exec needs a command/,
  deploy: /unknown command "deploy"/,
}
for (const [line, text] of Object.entries(refused))
  test(`"${line}" is refused with a line that says why`, () => {
    assert.throws(
      () => parseCommand(line.split(' ')),
      error =>
        error instanceof UsageError && text.test(error.message) && !error.message.includes('\n'),
    )
  })
