using System.Text;
using System.Text.Json;
using Surety.Agreements;
using Surety.Storage.People;
using Surety.Web.Api;

namespace Surety.Web.Agreements;

/// <summary>A text that was sent, with the files that it stands on: as an object of JSON, or alone as YAML.</summary>
/// <param name="Bytes">The text.</param><param name="Files">What it stands on, as far as it was sent.</param><param name="IsObject">Whether it came as an object: then its places are JSON pointers.</param>
sealed record SentText(ReadOnlyMemory<byte> Bytes, ValueList<(string Name, ReadOnlyMemory<byte> Bytes)> Files, bool IsObject)
{
    /// <summary>What the text is called, where it has no name of its own.</summary>
    public const string Name = "agreement.yaml";

    /// <summary>So many bytes are taken: the text, and what it stands on.</summary>
    public const long MostBytes = 8 << 20;

    static Shape.Words Whole => new(Drafts.MostText) { HasLines = true, IsRead = true };

    static Shape.Several Several => new(new Shape.Fields([new("name", new Shape.Words(200), "Name of the file, for places."), new("text", Whole, "What stands in it.")]), 100);

    /// <summary>The text, as a field of an object.</summary>
    public static Field TextField => new("text", Whole, "The agreement, as YAML: 'surety: 1' and what follows.");

    /// <summary>The files, likewise.</summary>
    public static Field FilesField => new("files", Several, "Standard terms and agreements that it uses or depends on; those that the record has beside the agreement need not be sent.", false);

    /// <summary>The text alone.</summary>
    public static (string, string) AsYaml => ("application/yaml", "The agreement as it stands in its file.");

    /// <summary>What was sent.</summary>
    public static SentText Of(Call call) => call.Body.ValueKind == JsonValueKind.Object ? new(Encoding.UTF8.GetBytes(call.Text("text") ?? ""), FilesOf(call), true) : new(call.Bytes, [], false);

    /// <summary>Files that were sent.</summary>
    public static ValueList<(string Name, ReadOnlyMemory<byte> Bytes)> FilesOf(Call call) => call.Body.TryGetProperty("files", out var files) && files.ValueKind == JsonValueKind.Array
        ? files.EnumerateArray().Select(f => (f.GetProperty("name").GetString()!, (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(f.GetProperty("text").GetString()!))).ToValueList() : [];

    /// <summary>What the text may stand on: what was sent, and of the rest what is known already.</summary>
    public ValueList<Layer> On(IEnumerable<Layer> known)
    {
        var sent = Files.Select(f => Layer.Parse(f.Name, f.Bytes)).OfType<Layer>().ToList();
        return [.. sent, .. known.Where(k => sent.TrueForAll(s => s.Name != k.Name)).DistinctBy(k => k.Name)];
    }

    /// <summary>What is wrong, each thing where it was sent.</summary>
    public Reply.Refused Refused(ValueList<Problem> problems) => Reply.Of(problems) with { Faults = Unreadable.Concat(problems.Where(p => p.Severity >= Severity.Question)).Select(FaultOf).Take(200).ToValueList() };

    /// <summary>What is wrong with files that nothing can stand on: without it one only hears that they are missing.</summary>
    IEnumerable<Problem> Unreadable => Files.Where(f => Layer.Parse(f.Name, f.Bytes) is null).SelectMany(f => AgreementFile.Parse(f.Name, f.Bytes).Problems.Where(p => p.Severity == Severity.Error));

    /// <summary>A problem, where it was sent.</summary>
    public Fault FaultOf(Problem problem) => PointerOf(problem) is { } pointer ? Fault.Of(problem) with { Place = pointer } : Fault.Of(problem);

    /// <summary>Where a text was sent; <c>null</c>: the text came alone, or this one was not sent.</summary>
    public string? PointerOf(Problem problem) =>
        !IsObject ? null
        : problem.At.File is null or "" or "agreement" or Name ? "/text"
        : Files.Index().Where(f => f.Item.Name == problem.At.File).Select(f => $"/files/{f.Index}/text").FirstOrDefault();
}
