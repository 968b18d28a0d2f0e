package dev.mimikube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.ByteArrayOutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The fabric8 client against the server that KUBECONFIG names; each test has a namespace of its own. */
class Fabric8Test {
  private static final long PATIENCE_SECONDS = 60;
  private static final String SECOND_IMAGE =
      "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"a:3\"}]}}}}";

  private KubernetesClient client;
  private String namespace;

  @BeforeEach
  void open() {
    client = new KubernetesClientBuilder().build();
    Namespace made =
        client.resource(new NamespaceBuilder().withNewMetadata().withGenerateName("java-").endMetadata().build()).create();
    namespace = made.getMetadata().getName();
    client.serviceAccounts().inNamespace(namespace).withName("default")
        .waitUntilCondition(account -> account != null, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @AfterEach
  void close() {
    client.namespaces().withName(namespace).delete();
    client.close();
  }

  private static Pod pod(String name) {
    return new PodBuilder().withNewMetadata().withName(name).addToLabels("app", name).endMetadata()
        .withNewSpec().addNewContainer().withName("main").withImage("busybox").endContainer().endSpec().build();
  }

  private void run(String name) {
    client.pods().inNamespace(namespace).resource(pod(name)).create();
    client.pods().inNamespace(namespace).withName(name).waitUntilReady(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  private static DaemonSet agent(String image) {
    Map<String, String> labels = Map.of("app", "agent");
    return new DaemonSetBuilder().withNewMetadata().withName("agent").endMetadata()
        .withNewSpec().withNewSelector().withMatchLabels(labels).endSelector()
        .withNewTemplate().withNewMetadata().withLabels(labels).endMetadata()
        .withNewSpec().addNewContainer().withName("main").withImage(image).endContainer().endSpec()
        .endTemplate().endSpec().build();
  }

  @Test
  void anInformerSeesObjectsComeAndGo() throws InterruptedException {
    CountDownLatch added = new CountDownLatch(2);
    CountDownLatch gone = new CountDownLatch(1);
    try (var informer = client.configMaps().inNamespace(namespace).withLabel("x").inform(handler(added, gone))) {
      for (String name : new String[] {"a", "b"}) {
        client.resource(new ConfigMapBuilder().withNewMetadata().withName(name).addToLabels("x", "y").endMetadata().build())
            .inNamespace(namespace).create();
      }
      assertTrue(added.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
      client.configMaps().inNamespace(namespace).withName("a").delete();
      assertTrue(gone.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertEquals(1, informer.getStore().list().size());
    }
  }

  private static <T> ResourceEventHandler<T> handler(CountDownLatch added, CountDownLatch gone) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object) {
        added.countDown();
      }

      @Override
      public void onUpdate(T before, T after) {}

      @Override
      public void onDelete(T object, boolean unknown) {
        gone.countDown();
      }
    };
  }

  @Test
  void serverSideApplyTellsConflicts() {
    var sets = client.apps().daemonSets().inNamespace(namespace);
    var one = new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager("one").build();
    var two = new PatchContext.Builder().withPatchType(PatchType.SERVER_SIDE_APPLY).withFieldManager("two");
    sets.resource(agent("a:1")).patch(one);
    var refused =
        assertThrows(KubernetesClientException.class, () -> sets.resource(agent("a:2")).patch(two.withForce(false).build()));
    assertEquals(409, refused.getCode());
    DaemonSet forced = sets.resource(agent("a:2")).patch(two.withForce(true).build());
    assertEquals("a:2", forced.getSpec().getTemplate().getSpec().getContainers().get(0).getImage());
    sets.withName("agent").waitUntilReady(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Test
  void editsAndStrategicPatchesAreMerged() {
    client.apps().daemonSets().inNamespace(namespace).resource(agent("a:1")).create();
    DaemonSet edited = client.apps().daemonSets().inNamespace(namespace).withName("agent").edit(set ->
        new DaemonSetBuilder(set).editMetadata().addToLabels("x", "y").endMetadata().build());
    assertEquals("y", edited.getMetadata().getLabels().get("x"));
    client.apps().daemonSets().inNamespace(namespace).withName("agent")
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), SECOND_IMAGE);
    var after = client.apps().daemonSets().inNamespace(namespace).withName("agent").get();
    assertEquals("a:3", after.getSpec().getTemplate().getSpec().getContainers().get(0).getImage());
  }

  @Test
  void execSpeaksAndTellsHowItEnded() throws Exception {
    run("box");
    var out = new ByteArrayOutputStream();
    try (var exec = client.pods().inNamespace(namespace).withName("box").writingOutput(out)
        .exec("sh", "-c", "echo out; exit 3")) {
      assertEquals(3, exec.exitCode().get(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }
    assertEquals("out\n", out.toString());
  }

  @Test
  void portsAreForwardedAndLogsRead() throws Exception {
    run("box");
    try (var forward = client.pods().inNamespace(namespace).withName("box").portForward(80)) {
      var url = URI.create("http://127.0.0.1:" + forward.getLocalPort() + "/x").toURL();
      var connection = (HttpURLConnection) url.openConnection();
      connection.setReadTimeout(60_000);
      assertEquals(200, connection.getResponseCode());
      connection.disconnect();
    }
    assertTrue(client.pods().inNamespace(namespace).withName("box").getLog() != null);
  }

  @Test
  void genericResourcesNeedNoModel() {
    GenericKubernetesResource map = client.genericKubernetesResources("v1", "ConfigMap").inNamespace(namespace)
        .resource(generic()).create();
    assertEquals(Map.of("a", "1"), map.get("data"));
  }

  private static GenericKubernetesResource generic() {
    GenericKubernetesResource map = new GenericKubernetesResource();
    map.setApiVersion("v1");
    map.setKind("ConfigMap");
    map.setMetadata(new ConfigMapBuilder().withNewMetadata().withName("g").endMetadata().build().getMetadata());
    map.setAdditionalProperty("data", Map.of("a", "1"));
    return map;
  }

  @Test
  void aLeaderIsElected() throws Exception {
    CountDownLatch leads = new CountDownLatch(1);
    var config = new LeaderElectionConfigBuilder().withName("lock").withReleaseOnCancel(true)
        .withLock(new LeaseLock(namespace, "lock", "me"))
        .withLeaseDuration(Duration.ofSeconds(30)).withRenewDeadline(Duration.ofSeconds(20)).withRetryPeriod(Duration.ofMillis(200))
        .withLeaderCallbacks(new LeaderCallbacks(leads::countDown, () -> {}, id -> {}))
        .build();
    var running = client.leaderElector().withConfig(config).build().start();
    assertTrue(leads.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    running.cancel(true);
    assertEquals(1, client.leases().inNamespace(namespace).list().getItems().size());
  }
}
