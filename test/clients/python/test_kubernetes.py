"""The Python client against the server that KUBECONFIG names; each test has a namespace of its own."""

import threading
import time
import unittest

from kubernetes import client, config, dynamic, utils, watch
from kubernetes.client.exceptions import ApiException
from kubernetes.dynamic.exceptions import ConflictError, NotFoundError
from kubernetes.stream import portforward, stream

PATIENCE_SECONDS = 60


def eventually(what, holds):
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        found = holds()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited in vain for {what}")


def pod(name):
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {"containers": [{"name": "main", "image": "busybox"}]},
    }


class KubernetesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        config.load_kube_config()
        cls.core = client.CoreV1Api()
        cls.apps = client.AppsV1Api()

    def setUp(self):
        made = self.core.create_namespace({"metadata": {"generateName": "python-"}})
        self.ns = made.metadata.name
        self.addCleanup(self.core.delete_namespace, self.ns)
        eventually("the ServiceAccount", lambda: self.core.list_namespaced_service_account(self.ns).items)

    def run_pod(self, name):
        self.core.create_namespaced_pod(self.ns, pod(name))
        eventually("the Pod", lambda: self.core.read_namespaced_pod(name, self.ns).status.phase == "Running")

    def test_typed_objects_come_and_go(self):
        self.core.create_namespaced_config_map(self.ns, client.V1ConfigMap(metadata={"name": "a"}, data={"a": "1"}))
        found = self.core.read_namespaced_config_map("a", self.ns)
        self.assertEqual(found.data, {"a": "1"})
        found.data["b"] = "2"
        stale = found.metadata.resource_version
        self.core.replace_namespaced_config_map("a", self.ns, found)
        found.metadata.resource_version = stale
        with self.assertRaises(ApiException) as caught:
            self.core.replace_namespaced_config_map("a", self.ns, found)
        self.assertEqual(caught.exception.status, 409)
        self.core.patch_namespaced_config_map("a", self.ns, {"data": {"c": "3", "a": None}})
        self.assertEqual(self.core.read_namespaced_config_map("a", self.ns).data, {"b": "2", "c": "3"})
        self.core.patch_namespaced_config_map("a", self.ns, [{"op": "remove", "path": "/data/b"}])
        self.assertEqual(self.core.delete_namespaced_config_map("a", self.ns).status, "Success")

    def test_a_watch_goes_on_from_a_list(self):
        self.run_pod("a")
        listed = self.core.list_namespaced_pod(self.ns)
        seen, watching = [], watch.Watch()

        def change():
            self.core.patch_namespaced_pod("a", self.ns, {"metadata": {"labels": {"x": "y"}}})
            self.core.delete_namespaced_pod("a", self.ns)

        threading.Thread(target=change).start()
        for event in watching.stream(
            self.core.list_namespaced_pod, self.ns, resource_version=listed.metadata.resource_version, timeout_seconds=PATIENCE_SECONDS
        ):
            seen.append(event["type"])
            if event["type"] == "DELETED":
                watching.stop()
        self.assertEqual((seen[0], seen[-1]), ("MODIFIED", "DELETED"))

    def test_a_watch_streams_logs(self):
        self.run_pod("a")
        self.assertIsInstance(self.core.read_namespaced_pod_log("a", self.ns, tail_lines=3), str)

    def test_exec_speaks_both_ways(self):
        self.run_pod("box")
        open_ = self.core.connect_get_namespaced_pod_exec
        out = stream(open_, "box", self.ns, command=["sh", "-c", "echo out"], stdout=True, stderr=True, stdin=False, tty=False)
        self.assertEqual(out, "out\n")
        talk = stream(
            open_, "box", self.ns, command=["sh"], stdin=True, stdout=True, stderr=True, tty=False, _preload_content=False
        )
        talk.write_stdin("echo typed; exit 4\n")
        self.assertEqual(talk.readline_stdout(timeout=PATIENCE_SECONDS), "typed")
        talk.run_forever(timeout=PATIENCE_SECONDS)
        self.assertEqual(talk.returncode, 4)

    def test_ports_are_forwarded(self):
        self.run_pod("box")
        forward = portforward(self.core.connect_get_namespaced_pod_portforward, "box", self.ns, ports="80")
        socket = forward.socket(80)
        socket.settimeout(PATIENCE_SECONDS)
        socket.sendall(b"GET / HTTP/1.1\r\nHost: box\r\nConnection: close\r\n\r\n")
        answer = b""
        while part := socket.recv(1024):
            answer += part
        socket.close()
        self.assertTrue(answer.startswith(b"HTTP/1.1 200"), answer)

    def test_the_dynamic_client_applies(self):
        found = dynamic.DynamicClient(client.ApiClient())
        sets = found.resources.get(api_version="apps/v1", kind="DaemonSet")
        labels = {"app": "agent"}

        def agent(image):
            template = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "main", "image": image}]}}
            return {
                "apiVersion": "apps/v1",
                "kind": "DaemonSet",
                "metadata": {"name": "agent", "namespace": self.ns},
                "spec": {"selector": {"matchLabels": labels}, "template": template},
            }

        sets.server_side_apply(body=agent("a:1"), namespace=self.ns, field_manager="one")
        with self.assertRaises(ConflictError):
            sets.server_side_apply(body=agent("a:2"), namespace=self.ns, field_manager="two")
        forced = sets.server_side_apply(body=agent("a:2"), namespace=self.ns, field_manager="two", force_conflicts=True)
        self.assertEqual(forced.spec.template.spec.containers[0].image, "a:2")
        eventually("the agents", lambda: (sets.get(name="agent", namespace=self.ns).status.numberReady or 0) > 0)
        for event in sets.watch(namespace=self.ns, timeout=PATIENCE_SECONDS):
            self.assertEqual(event["object"].metadata.name, "agent")
            break
        sets.delete(name="agent", namespace=self.ns)
        with self.assertRaises(NotFoundError):
            sets.get(name="nope", namespace=self.ns)

    def test_manifests_are_created(self):
        template = {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": [{"name": "c", "image": "i"}]}}
        manifest = {
            "apiVersion": "apps/v1",
            "kind": "Deployment",
            "metadata": {"name": "web"},
            "spec": {"replicas": 2, "selector": {"matchLabels": {"a": "b"}}, "template": template},
        }
        utils.create_from_dict(client.ApiClient(), manifest, namespace=self.ns)
        eventually("two replicas", lambda: self.apps.read_namespaced_deployment("web", self.ns).status.ready_replicas == 2)
        scaled = self.apps.patch_namespaced_deployment_scale("web", self.ns, {"spec": {"replicas": 1}})
        self.assertEqual(scaled.spec.replicas, 1)

    def test_custom_objects_are_served_as_soon_as_they_are_defined(self):
        group, plural = "python.mimikube.dev", "things"
        schema = {"type": "object", "properties": {"spec": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}}}
        client.ApiextensionsV1Api().create_custom_resource_definition(
            {
                "apiVersion": "apiextensions.k8s.io/v1",
                "kind": "CustomResourceDefinition",
                "metadata": {"name": f"{plural}.{group}"},
                "spec": {
                    "group": group,
                    "scope": "Namespaced",
                    "names": {"kind": "Thing", "plural": plural},
                    "versions": [{"name": "v1", "served": True, "storage": True, "schema": {"openAPIV3Schema": schema}}],
                },
            }
        )
        self.addCleanup(client.ApiextensionsV1Api().delete_custom_resource_definition, f"{plural}.{group}")
        custom = client.CustomObjectsApi()
        thing = {"apiVersion": f"{group}/v1", "kind": "Thing", "metadata": {"name": "a"}, "spec": {"x": [1, {"y": 2}]}}

        def made():
            try:
                return custom.create_namespaced_custom_object(group, "v1", self.ns, plural, thing)
            except ApiException as refused:
                if refused.status != 404:
                    raise
                return None

        self.assertEqual(eventually("the kind", made)["spec"], thing["spec"])
        custom.patch_namespaced_custom_object(group, "v1", self.ns, plural, "a", {"spec": {"x": None, "z": 1}})
        self.assertEqual(custom.get_namespaced_custom_object(group, "v1", self.ns, plural, "a")["spec"], {"z": 1})


if __name__ == "__main__":
    unittest.main()
