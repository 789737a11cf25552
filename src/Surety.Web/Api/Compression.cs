using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace Surety.Web.Api;

/// <summary>
/// Answers that are packed on their way, where the caller takes that. Only what is read is: whoever packs a secret together with what somebody else put there lets its length tell of it (BREACH), and all secrets
/// are told in answers to what is sent, or on the page of an invitation. Source: docs/guide/operate.md, "Packed answers".
/// </summary>
static class Compression
{
    /// <summary>Below so many bytes nothing is won.</summary>
    const int Least = 1024;

    const string Brotli = "br", Gzip = "gzip";

    /// <summary>Whether answers of an operation are packed at all.</summary>
    public static bool Packs(Operation operation) => operation is { Method: "GET", IsSignIn: false };

    /// <summary>The coding that the caller wants most; <c>null</c>: it takes none that there is.</summary>
    public static string? Wanted(HttpRequest request)
    {
        if (!StringWithQualityHeaderValue.TryParseList(request.Headers.AcceptEncoding, out var all)) return null;
        double Of(string coding) => all.Where(a => a.Value.Equals(coding, StringComparison.OrdinalIgnoreCase)).Select(a => a.Quality ?? 1).FirstOrDefault();
        var (brotli, gzip) = (Of(Brotli), Of(Gzip));
        return brotli > 0 && brotli >= gzip ? Brotli : gzip > 0 ? Gzip : null;
    }

    /// <summary>Whether an answer is packed where the caller takes it. One whose ETag names a state, which comes back behind <c>If-Match</c>, is not: packed, it would be another one.</summary>
    public static bool Packs(Operation operation, Reply.Whole whole) =>
        Packs(operation) && whole is { Status: 200, Bytes.Length: >= Least } && Forms.Of(whole.ContentType) is "application/json" or "application/x-ndjson" or "text/html" or "text/css" or "text/javascript" or "image/svg+xml" or "text/csv" or "text/plain"
        && (operation.TagsContent || !whole.Headers.Any(h => h.Name == "ETag"));

    // Anybody may ask for what is the same for all, and nobody keeps a core busy with it.
    static readonly ConcurrentDictionary<(string Operation, string Coding), ReadOnlyMemory<byte>> same = new();

    /// <summary>Packs an answer.</summary>
    public static ReadOnlyMemory<byte> Pack(Operation operation, Reply.Whole whole, string coding) => whole.IsSame ? same.GetOrAdd((operation.Id, coding), _ => Pack(whole.Bytes, coding)) : Pack(whole.Bytes, coding);

    static ReadOnlyMemory<byte> Pack(ReadOnlyMemory<byte> bytes, string coding)
    {
        using var packed = new MemoryStream(bytes.Length / 4);
        using (Stream stream = coding == Brotli ? new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true) : new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(bytes.Span);
        return packed.GetBuffer().AsMemory(0, (int)packed.Length);
    }
}
