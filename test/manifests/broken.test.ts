// What real people got wrong, and what the real system says of it: read from beside the checkout.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { startCluster } from '../../src/index.ts'
import { skipped as withoutKubectl } from '../kubectl/transcript.ts'
import { kubectlAt } from './kubectl-at.ts'

const FOLDER = resolve('../shared/manifests/broken')
const skip = existsSync(FOLDER) ? withoutKubectl : 'no manifests beside this checkout'

/** Rows that tell no text of the system's: told in words here. */
const IN_WORDS: Readonly<Record<string, RegExp>> = {
  'duplicate-yaml-keys.yaml': /created/,
  'real-hcloud-full-snapshot.yaml':
    /unknown field "spec\.template\.spec\.containers\[2\]\.livenessProbe\.exec\.initialDelaySeconds"/,
  'real-k8s-api-roundtrip-daemonset.yaml': /strict decoding error: unknown field|is invalid/,
  'real-k8s-api-extensions-v1beta1.yaml':
    /no matches for kind "DaemonSet" in version "extensions\/v1beta1"/,
  'real-openebs-lvm-deficient-indent.yaml':
    /customresourcedefinition\.apiextensions\.k8s\.io\/\S+ created/,
  'real-openebs-zfs-deficient-indent.yaml':
    /customresourcedefinition\.apiextensions\.k8s\.io\/\S+ created/,
  'real-manila-csi-deficient-indent.yaml': /daemonset\.apps\/\S+ created/,
  'real-openshift-dns-incomplete.yaml':
    /resource name may not be empty|name or generateName is required/,
}

const rows = existsSync(FOLDER)
  ? readFileSync(join(FOLDER, 'ERRORS.tsv'), 'utf8')
      .trim()
      .split('\n')
      .slice(1)
      .map(line => line.split('\t'))
  : []

test('each broken manifest is answered as the real system answers it', { skip }, async t => {
  const cluster = await startCluster({ clock: 'virtual', nodes: 1 })
  try {
    const kubectl = kubectlAt(cluster.kubeconfig)
    await kubectl(['create', 'namespace', 'openshift-dns'])
    for (const [file = '', , told = ''] of rows)
      await t.test(file, async () => {
        const output = await kubectl(['apply', '-f', file], FOLDER)
        const wanted = IN_WORDS[file]
        if (wanted !== undefined) assert.match(output, wanted)
        else
          assert.ok(squeezed(output).includes(squeezed(told)), `wanted ${told}\n   got ${output}`)
      })
  } finally {
    await cluster.close()
  }
})

/** kubectl breaks long messages into lines and blanks of its own. */
const squeezed = (text: string): string => text.replace(/\\"/g, '"').replace(/\s+/g, ' ').trim()
