using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Surety.Web.Api;

/// <summary>Lists in parts: a cursor says where to go on in one list, and nobody need know what stands in it.</summary>
static class Paging
{
    /// <summary>So many items are given at most.</summary>
    public const int Most = 200;

    /// <summary>Parameters of every list.</summary>
    public static ValueList<Query> Queries => [
        new("limit", new Shape.Whole(1, Most), $"So many items; where silent, {Silent}."),
        new("cursor", new Shape.Words(400), "Where to go on: 'next' of the answer before."),
    ];

    const int Silent = 50;

    /// <summary>How many are wanted.</summary>
    public static int Limit(this Call call) => call.Number("limit", Silent);

    /// <summary>Where to go on; <c>null</c>: from the beginning.</summary>
    /// <param name="call">The request.</param><param name="isCursor">Whether it is none of ours.</param>
    public static string? After(this Call call, out bool isCursor)
    {
        isCursor = true;
        if (call.Query("cursor") is not { } cursor) return null;
        try
        {
            var bytes = Base64Url.DecodeFromChars(cursor);
            return bytes.Length >= MarkLength && Encoding.UTF8.GetString(bytes.AsSpan(MarkLength)) is var place && !place.Any(char.IsControl) && call.Mark(place).SequenceEqual(bytes.AsSpan(0, MarkLength)) ? place : Wrong(out isCursor);
        }
        catch (FormatException)
        {
            return Wrong(out isCursor);
        }

        static string? Wrong(out bool isCursor)
        {
            isCursor = false;
            return null;
        }
    }

    /// <summary>What is answered to a cursor of somebody else's.</summary>
    public static Reply.Refused NoCursor { get; } = Reply.Bad(new Fault("cursor", "query", "parameter.value", "This is no cursor of this list.", "Take it from 'next' of the answer before, or leave it out."));

    /// <summary>A list.</summary>
    /// <param name="items">At most one more than wanted: then there is a next part.</param><param name="call">The request.</param><param name="write">Writes one item, inside its object.</param><param name="place">Where to go on behind it.</param>
    public static Reply.Whole Page<T>(this Call call, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write, Func<T, string> place)
    {
        var limit = call.Limit();
        var next = items.Count > limit ? call.CursorOf(place(items[limit - 1])) : null;
        var page = Reply.Json(json =>
        {
            json.WriteStartArray("items");
            foreach (var item in items.Take(limit))
            {
                json.WriteStartObject();
                write(json, item);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            if (next is not null) json.WriteString("next", next);
        });
        return next is null ? page : page with { Headers = [("Link", call.Next(next))] };
    }

    /// <summary>Where a list goes on: the same question with another cursor.</summary>
    public static string Next(this Call call, string cursor) =>
        $"<{call.Context.Request.Path}{QueryString.Create([.. call.Asked(), new("limit", call.Limit().ToString(CultureInfo.InvariantCulture)), new("cursor", cursor)])}>; rel=\"next\"";

    /// <summary>The cursor behind a place of the list that is asked for.</summary>
    public static string CursorOf(this Call call, string place) => Base64Url.EncodeToString([.. call.Mark(place), .. Encoding.UTF8.GetBytes(place)]);

    /// <summary>So many bytes of a cursor say of which list it is.</summary>
    const int MarkLength = 8;

    /// <summary>Of which list a place is: whose, where, and what was chosen in it. No secret: somewhere else it would do no harm, and be taken for the end of the list.</summary>
    static byte[] Mark(this Call call, string place)
    {
        string[] list = [call.AnyCaller?.Party ?? "", call.Context.Request.Path.Value!, .. call.Asked().OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => $"{a.Key}={a.Value}"), place];
        return SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', list)))[..MarkLength];
    }

    static IEnumerable<KeyValuePair<string, string?>> Asked(this Call call) => call.Context.Request.Query.Where(q => q.Key is not ("limit" or "cursor")).Select(q => KeyValuePair.Create<string, string?>(q.Key, q.Value.ToString()));

    /// <summary>The shape of a list.</summary>
    public static Shape.Fields Of(Shape item) => new([new("items", new Shape.Several(item, Most), "In order."), new("next", new Shape.Words(400), "Cursor of the next part; absent: this was the last.", false)]);
}
