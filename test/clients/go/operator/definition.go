package operator

import (
	apiextensionsv1 "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
)

type props = map[string]apiextensionsv1.JSONSchemaProps

func schemaOf(sort string, properties props, required ...string) apiextensionsv1.JSONSchemaProps {
	return apiextensionsv1.JSONSchemaProps{Type: sort, Properties: properties, Required: required}
}

func conditions() apiextensionsv1.JSONSchemaProps {
	one := props{}
	for _, name := range []string{"type", "status", "reason", "message"} {
		one[name] = schemaOf("string", nil)
	}
	one["observedGeneration"] = schemaOf("integer", nil)
	one["lastTransitionTime"] = apiextensionsv1.JSONSchemaProps{Type: "string", Format: "date-time"}
	items := schemaOf("object", one, "type", "status")
	list := "map"
	return apiextensionsv1.JSONSchemaProps{
		Type: "array", XListType: &list, XListMapKeys: []string{"type"},
		Items: &apiextensionsv1.JSONSchemaPropsOrArray{Schema: &items},
	}
}

// Definition is the CustomResourceDefinition of Agents.
func Definition() *apiextensionsv1.CustomResourceDefinition {
	shape := schemaOf("object", props{
		"spec":   schemaOf("object", props{"image": {Type: "string", MinLength: new(int64(1))}}, "image"),
		"status": schemaOf("object", props{"ready": schemaOf("integer", nil), "conditions": conditions()}),
	}, "spec")
	return &apiextensionsv1.CustomResourceDefinition{
		ObjectMeta: metav1.ObjectMeta{Name: "agents." + GroupVersion.Group},
		Spec: apiextensionsv1.CustomResourceDefinitionSpec{
			Group: GroupVersion.Group,
			Scope: apiextensionsv1.NamespaceScoped,
			Names: apiextensionsv1.CustomResourceDefinitionNames{Kind: "Agent", Plural: "agents"},
			Versions: []apiextensionsv1.CustomResourceDefinitionVersion{{
				Name: GroupVersion.Version, Served: true, Storage: true,
				Schema:       &apiextensionsv1.CustomResourceValidation{OpenAPIV3Schema: &shape},
				Subresources: &apiextensionsv1.CustomResourceSubresources{Status: &apiextensionsv1.CustomResourceSubresourceStatus{}},
			}},
		},
	}
}
