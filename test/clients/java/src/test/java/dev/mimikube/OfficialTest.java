package dev.mimikube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1ConfigMapList;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import io.kubernetes.client.util.generic.options.CreateOptions;
import io.kubernetes.client.util.generic.options.PatchOptions;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official client against the server that KUBECONFIG names. */
class OfficialTest {
  private static final long PATIENCE_SECONDS = 60;

  private final String label = "run-" + UUID.randomUUID();
  private ApiClient client;
  private GenericKubernetesApi<V1ConfigMap, V1ConfigMapList> maps;

  @BeforeEach
  void open() throws Exception {
    client = Config.defaultClient();
    client.setReadTimeout(0);
    maps = new GenericKubernetesApi<>(V1ConfigMap.class, V1ConfigMapList.class, "", "v1", "configmaps", client);
  }

  private V1ConfigMap map(String name) {
    return new V1ConfigMap().apiVersion("v1").kind("ConfigMap")
        .metadata(new V1ObjectMeta().name(name).namespace("default").labels(Map.of(label, "yes")));
  }

  private V1ConfigMap made() throws ApiException {
    var draft = map(null);
    draft.getMetadata().generateName("official-");
    return maps.create("default", draft, new CreateOptions()).throwsApiException().getObject();
  }

  @Test
  void anInformerSeesObjectsComeAndGo() throws Exception {
    var factory = new SharedInformerFactory(client);
    var informer = factory.sharedIndexInformerFor(maps, V1ConfigMap.class, 0, "default");
    CountDownLatch added = new CountDownLatch(1);
    CountDownLatch gone = new CountDownLatch(1);
    informer.addEventHandler(new ResourceEventHandler<>() {
      @Override
      public void onAdd(V1ConfigMap object) {
        if (mine(object)) added.countDown();
      }

      @Override
      public void onUpdate(V1ConfigMap before, V1ConfigMap after) {}

      @Override
      public void onDelete(V1ConfigMap object, boolean unknown) {
        if (mine(object)) gone.countDown();
      }
    });
    factory.startAllRegisteredInformers();
    V1ConfigMap one = made();
    assertTrue(added.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    maps.delete("default", one.getMetadata().getName()).throwsApiException();
    assertTrue(gone.await(PATIENCE_SECONDS, TimeUnit.SECONDS));
    factory.stopAllRegisteredInformers();
  }

  private boolean mine(V1ConfigMap object) {
    return object.getMetadata().getLabels() != null && object.getMetadata().getLabels().containsKey(label);
  }

  @Test
  void serverSideApplyTellsConflicts() throws Exception {
    String name = made().getMetadata().getName();
    applied(name, "1", "one", false);
    var refused = assertThrows(ApiException.class, () -> applied(name, "2", "two", false));
    assertEquals(409, refused.getCode());
    assertEquals("2", applied(name, "2", "two", true).getData().get("a"));
    maps.delete("default", name).throwsApiException();
  }

  private V1ConfigMap applied(String name, String value, String manager, boolean force) throws ApiException {
    var options = new PatchOptions();
    options.setFieldManager(manager);
    options.setForce(force);
    String body = client.getJSON().serialize(map(name).data(Map.of("a", value)));
    return maps.patch("default", name, V1Patch.PATCH_FORMAT_APPLY_YAML, new V1Patch(body), options)
        .throwsApiException().getObject();
  }

  @Test
  void statusErrorsAreUnderstood() {
    var answer = maps.get("default", "nope");
    assertEquals(404, answer.getHttpStatusCode());
    assertEquals("NotFound", answer.getStatus().getReason());
  }
}
