import assert from 'node:assert/strict'
import { test } from 'node:test'
import { FileSystem } from '../../../src/kubelet/exec/file-system.ts'

const MIB = 1024 * 1024

test('links take space like files, and give it back', () => {
  const files = new FileSystem(0)
  const full = /No space left on device/
  files.link('/tmp/l', 'x'.repeat(MIB), 0)
  assert.throws(() => files.write('/tmp/f', Buffer.alloc(64 * MIB), 0), full)
  files.remove('/tmp/l')
  files.write('/tmp/f', Buffer.alloc(64 * MIB), 0)
  assert.throws(() => files.write('/tmp/g', Buffer.alloc(1), 0), full)
  assert.throws(() => files.link('/tmp/l', 'f', 0), full)
})

test('what is in the root can be removed, but not the root', () => {
  const files = new FileSystem(0)
  files.remove('/')
  assert.deepEqual(files.names('/'), [])
  files.makeDirectories('/a', 0)
  assert.deepEqual(files.names('/'), ['a'])
})
