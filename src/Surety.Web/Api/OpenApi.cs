using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Surety.Web.Api;

/// <summary>The description of the API as OpenAPI 3.1, written from the table of operations.</summary>
public static class OpenApi
{
    static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = JsonTypeInfoResolverOfNodes };

    static System.Text.Json.Serialization.Metadata.IJsonTypeInfoResolver JsonTypeInfoResolverOfNodes => System.Text.Json.Serialization.Metadata.JsonTypeInfoResolver.Combine();

    /// <summary>The document.</summary>
    public static byte[] Of(IReadOnlyList<Operation> operations, string version)
    {
        var paths = new JsonObject();
        foreach (var path in operations.GroupBy(o => o.Path))
        {
            var methods = new JsonObject();
            foreach (var operation in path) methods[operation.Method.ToLowerInvariant()] = Of(operation);
            paths[path.Key] = methods;
        }
        var document = new JsonObject
        {
            ["openapi"] = "3.1.1",
            ["info"] = new JsonObject { ["title"] = "Surety", ["version"] = version, ["summary"] = "Service level agreements as documents that run.", ["description"] = "Times are RFC 3339 in UTC, money and exact numbers are texts, everything that is not well is a problem document (RFC 9457) with a JSON pointer to each fault. What writes by POST takes an Idempotency-Key. What answers to GET answers to HEAD, without the body.", ["license"] = new JsonObject { ["name"] = "Apache-2.0", ["identifier"] = "Apache-2.0" } },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["key"] = new JsonArray() }, new JsonObject { ["session"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. operations.Select(o => o.Chapter).Distinct().Select(c => (JsonNode)new JsonObject { ["name"] = c })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["securitySchemes"] = new JsonObject
                {
                    ["key"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An API key, surety_…" },
                    ["session"] = new JsonObject { ["type"] = "apiKey", ["in"] = "cookie", ["name"] = Identity.SafeCookie, ["description"] = "Of a person who signed in. Over plain http its name is 'surety'." },
                },
                ["schemas"] = new JsonObject { ["Problem"] = Problem() },
                ["responses"] = new JsonObject
                {
                    ["Problem"] = new JsonObject { ["description"] = "It was not done, and why.", ["content"] = new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/Problem" } } } },
                },
            },
        };
        return Encoding.UTF8.GetBytes(document.ToJsonString(Options));
    }

    static JsonObject Of(Operation operation)
    {
        var described = new JsonObject { ["operationId"] = operation.Id, ["tags"] = new JsonArray(operation.Chapter), ["summary"] = operation.Summary };
        var about = string.Join("\n\n", new[] { operation.About, operation.Needs is null ? null : $"Needs the permission {string.Join(" or ", operation.NeedsOneOf.Select(n => $"`{n}`"))}." }.OfType<string>());
        if (about.Length > 0) described["description"] = about;
        if (operation.Needs is null) described["security"] = new JsonArray();
        var parameters = new JsonArray();
        foreach (var name in PathParameters.In(operation.Path))
        {
            var (text, shape, example) = PathParameters.Of(name);
            parameters.Add((JsonNode)new JsonObject { ["name"] = name, ["in"] = "path", ["required"] = true, ["description"] = text, ["schema"] = shape.Schema(), ["example"] = example });
        }
        foreach (var query in operation.Query) parameters.Add((JsonNode)new JsonObject { ["name"] = query.Name, ["in"] = "query", ["description"] = query.About, ["schema"] = query.Shape.Schema() });
        if (operation.IsOnce) parameters.Add((JsonNode)new JsonObject { ["name"] = "Idempotency-Key", ["in"] = "header", ["description"] = "Sent again with the same key and the same request, the first answer is given again.", ["schema"] = new JsonObject { ["type"] = "string", ["minLength"] = 1, ["maxLength"] = 255 } });
        if (operation.MatchesState) parameters.Add((JsonNode)new JsonObject { ["name"] = "If-Match", ["in"] = "header", ["description"] = "The ETag that was seen: where it has changed, 412 and nothing is done.", ["schema"] = new JsonObject { ["type"] = "string" } });
        if (parameters.Count > 0) described["parameters"] = parameters;
        if (operation.Body is not null || operation.Takes.Count > 0)
        {
            var content = new JsonObject();
            if (operation.Body is { } body) content["application/json"] = new JsonObject { ["schema"] = body.Schema() };
            foreach (var (form, text) in operation.Takes) content[form] = new JsonObject { ["schema"] = new JsonObject { ["description"] = text } };
            described["requestBody"] = new JsonObject { ["required"] = true, ["content"] = content };
        }
        var responses = new JsonObject();
        foreach (var status in operation.Gives.GroupBy(a => a.Status))
        {
            var content = new JsonObject();
            foreach (var answer in status.Where(a => a.ContentType.Length > 0)) content[answer.ContentType] = new JsonObject { ["schema"] = answer.Shape?.Schema() ?? new JsonObject { ["description"] = answer.About } };
            var response = new JsonObject { ["description"] = string.Join(" ", status.Select(a => a.About).Distinct()) };
            if (content.Count > 0) response["content"] = content;
            responses[$"{status.Key}"] = response;
        }
        responses["default"] = new JsonObject { ["$ref"] = "#/components/responses/Problem" };
        described["responses"] = responses;
        return described;
    }

    static JsonObject Problem() => new Shape.Fields([
        .. ProblemDocument.Head,
        new("errors", new Shape.Several(new Shape.Fields([
            new("pointer", new Shape.Words(2000, 0), "Where in the body: a JSON pointer.", false), new("place", new Shape.Words(200), "Where in a text: its line and column.", false),
            new("line", new Shape.Whole(1, int.MaxValue), "Line in the text that stands there.", false), new("column", new Shape.Whole(1, int.MaxValue), "Column in that line.", false),
            new("parameter", new Shape.Words(200), "Which parameter.", false), new("header", new Shape.Words(200), "Which header.", false),
            new("code", new Shape.Words(100), "A stable name."), new("detail", new Shape.Words(2000), "What is wrong, and what was expected."), new("mend", new Shape.Words(2000), "What to do.", false),
        ]), 200), "Each thing that is wrong.", false),
    ]).Schema();
}
