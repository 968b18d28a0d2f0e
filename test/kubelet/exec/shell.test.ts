import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { CannotStart } from '../../../src/kubelet/exec/execute.ts'
import { container, run } from './world.ts'

const dangling = "cat: can't open 'l': No such file or directory\n"

const LONG = 'a'.repeat(150)

const SCRIPTS: readonly (readonly [string, string, number, string?])[] = [
  ['echo a b', 'a b\n', 0],
  ['echo -n a; echo b', 'ab\n', 0],
  ['true && echo yes || echo no', 'yes\n', 0],
  ['false && echo yes || echo no', 'no\n', 0],
  ['false; echo $?', '1\n', 0],
  ['exit 7', '', 7],
  ['exit 3; echo never', '', 3],
  ['echo "$GREETING" $GREETING', 'good  day good day\n', 0],
  ["echo '$GREETING' \\$HOME", '$GREETING $HOME\n', 0],
  ['X=1; echo $X-2', '1-2\n', 0],
  ['X=1 env | grep X=', 'X=1\n', 0],
  ['echo "on $(hostname)"', 'on web\n', 0],
  ['echo a > /tmp/f; echo b >> /tmp/f; cat /tmp/f', 'a\nb\n', 0],
  ['cat < /etc/hostname', 'web\n', 0],
  ['cd /etc; pwd; ls', '/etc\nhostname\n', 0],
  ['echo c b a | tail -c+3 | wc -c', '4\n', 0],
  ['printf "1\\n2\\n3\\n" | head -2 | tail -n 1', '2\n', 0],
  ['test -d /etc && [ 2 -gt 1 ] && echo ok', 'ok\n', 0],
  [
    'mkdir -p /a/b && touch /a/b/c && rm -r /a && ls /a',
    '',
    1,
    'ls: /a: No such file or directory\n',
  ],
  ['cat nowhere', '', 1, "cat: can't open 'nowhere': No such file or directory\n"],
  ['nosuch', '', 127, 'sh: nosuch: not found\n'],
  ['echo oops >&2', '', 0, 'oops\n'],
  ['cat nowhere 2>/dev/null; echo $?', '1\n', 0],
  ['date -u +%FT%T', '2026-05-01T12:30:15\n', 0],
  ['date', 'Fri May  1 12:30:15 UTC 2026\n', 0],
  ["echo 'open", '', 2, 'sh: unterminated quoted string\n'],
  ['cd /tmp; touch a.txt b.txt c; echo *.txt "*" /e?c no*', 'a.txt b.txt * /etc no*\n', 0],
  ['cd /tmp; echo x > f; ln -s f l; cat l; readlink l; rm f; cat l', 'x\nf\n', 1, dangling],
  ['ln -s /etc /e; cat /e/hostname; echo y > /e/new; cat /etc/new', 'web\ny\n', 0],
  ['ln -s /a /b; ln -s /b /a; cat /a', '', 1, "cat: can't open '/a': No such file or directory\n"],
  ['mkdir -p /d/e; echo 1 > /d/e/f; cp -r /d /tmp; mv /d /g; ls -R /g', '/g:\ne\n\n/g/e:\nf\n', 0],
  ['mkdir /d; cp /d /e', '', 1, "cp: omitting directory '/d'\n"],
  ['cd /tmp; echo 1 > f; mv f /tmp; cat f', '1\n', 0, "mv: 'f' and '/tmp/f' are the same file\n"],
  ['mkdir -p /a/b; cp -r /a /a/b; ls /a/b', '', 0, "cp: can't put '/a' into itself\n"],
  [
    'mkdir -p /a/b; ln -s /a/b /l; mv /a /l; ls -R /a',
    '/a:\nb\n\n/a/b:\n',
    0,
    "mv: can't put '/a' into itself\n",
  ],
  ['cd /tmp; ln -s f l; ls -l | cut', '', 127, 'sh: cut: not found\n'],
  [
    `cd /tmp; touch ${LONG}; ln -s ${LONG} l; tar cf /t l ${LONG}; cd /etc; tar xf /t; readlink l; ls ${LONG}`,
    `${LONG}\n${LONG}\n`,
    0,
  ],
  ['printf hi | md5sum', '49f68a5c8493ec2c0bf489821c21fc3b  -\n', 0],
  [
    'cd /tmp; echo 1 > f; ln -s f l; tar cf - . > /t; cd /etc; tar xf /t; readlink l; cat l',
    'f\n1\n',
    0,
  ],
]

describe('a simulated shell', () => {
  for (const [script, out, code, err = ''] of SCRIPTS)
    it(`runs ${script}`, async () => {
      assert.deepEqual(await run(['sh', '-c', script]), { code, out, err })
    })

  it('reads commands from standard input when it is given none', async () => {
    const { out, code } = await run(['sh'], { input: 'echo one\nread-nothing\necho two\nexit 4\n' })
    assert.equal(out, 'one\ntwo\n')
    assert.equal(code, 4)
  })

  it('prompts, shows what is typed, and ends lines as terminals do where a person sits', async () => {
    const { out } = await run(['sh'], { tty: true, input: 'hostname\rexit\r' })
    assert.match(out, /\/ # .*hostname\r\n/)
    assert.match(out, /web\r\n/)
  })
})

describe('a simulated container', () => {
  it('says so when it has no such program', async () => {
    await assert.rejects(run(['nosuch']), CannotStart)
  })

  it('gives back by tar what it was given by tar', async () => {
    const box = container()
    const source = container()
    await run(['sh', '-c', `mkdir /d; echo x > /d/f; echo y > /d/${'n'.repeat(120)}`], {
      container: source,
    })
    const chunks: Buffer[] = []
    const stdout = {
      write: (data: string | Uint8Array) => chunks.push(Buffer.from(data as string)),
    }
    await run(['tar', 'cf', '-', 'd'], { container: source, stdout })
    const input = Buffer.concat(chunks).toString('latin1')
    await run(['tar', '-xmf', '-', '-C', '/tmp'], { container: box, input })
    const { out } = await run(['sh', '-c', `cat /tmp/d/f /tmp/d/${'n'.repeat(120)}`], {
      container: box,
    })
    assert.equal(out, 'x\ny\n')
  })

  it('lets a program of the caller answer, and runs its own command where that does not', async () => {
    const { execute } = await import('../../../src/kubelet/exec/execute.ts')
    const { emptyInput } = await import('../../../src/kubelet/exec/input.ts')
    let out = ''
    const execution = (command: string[]) => ({
      container: container(),
      command,
      tty: false,
      stdin: emptyInput(),
      stdout: { write: (data: string | Uint8Array) => (out += String(data)) },
      stderr: { write: () => {} },
      signal: new AbortController().signal,
    })
    const handler = ({ command }: { command: readonly string[] }) =>
      command[0] === 'psql' ? 42 : undefined
    assert.equal(await execute(execution(['psql']), handler), 42)
    assert.equal(await execute(execution(['echo', 'hi']), handler), 0)
    assert.equal(out, 'hi\n')
  })
})
