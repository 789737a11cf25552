using System.Text;
using NodaTime;
using Surety.Agreements;
using Surety.Contract;
using Surety.Levels;
using Surety.Text;

namespace Surety.Journal;

/// <summary>An agreement in a record: what is kept of a version when it is proposed, and how it is read again.</summary>
public static class RecordedAgreement
{
    /// <summary>A version as it is proposed.</summary>
    /// <param name="Agreement">The version.</param>
    /// <param name="What">The entry.</param>
    /// <param name="Documents">The texts that the entry has the hashes of: the canonical file, those beside it, and the printed text.</param>
    public sealed record Proposal(Agreement Agreement, Recorded.Proposed What, ValueList<ReadOnlyMemory<byte>> Documents);

    /// <summary>Name of the file of a version, in the places that statements name.</summary>
    public static string FileName(string space, int version) => $"{space}.v{version}.yaml";

    /// <summary>Makes a version out of a file.</summary>
    /// <param name="file">Its name, for places.</param>
    /// <param name="bytes">Its content.</param>
    /// <param name="layers">What it may stand on or depend on; only what it needs is taken along.</param>
    /// <returns>Refused with all errors, and where a question of the text is not answered: nobody signs a draft.</returns>
    public static Result<Proposal> Propose(string file, ReadOnlyMemory<byte> bytes, ValueList<Layer> layers)
    {
        var parsed = AgreementFile.Parse(file, bytes, layers);
        if (parsed.Agreement is not { } agreement) return new Result<Proposal>.Refused(ErrorsOf(parsed.Problems, file));
        var open = parsed.Problems.Where(p => p.Severity == Severity.Question).Select(p => p with { Severity = Severity.Error }).ToValueList();
        if (open.Count > 0) return new Result<Proposal>.Refused(open);
        if (CanonicalText.Of(file, bytes, layers) is not Result<CanonicalText>.Ok { Value: var form }) return new Result<Proposal>.Refused(((Result<CanonicalText>.Refused)CanonicalText.Of(file, bytes, layers)).Problems);
        if (PrintedContract.Of(file, bytes, layers, agreement.Language, null) is not Result<PrintedContract>.Ok { Value: var print }) return new Result<Proposal>.Refused(((Result<PrintedContract>.Refused)PrintedContract.Of(file, bytes, layers, agreement.Language, null)).Problems);
        var beside = Needed(agreement, bytes, file, layers);
        var printed = Encoding.UTF8.GetBytes(ContractMarkdown.TextOf(print));
        return new Result<Proposal>.Ok(new(
            agreement,
            new(agreement.Version, agreement.Effective, Digest.Of(form.Bytes.Span), beside.Select(l => new Beside(NameOf(l), Digest.Of(l.Bytes.Span))).ToValueList(), agreement.Language, Digest.Of(printed)),
            [form.Bytes, .. beside.Select(l => l.Bytes), printed]), parsed.Problems);
    }

    static ValueList<Problem> ErrorsOf(ValueList<Problem> problems, string file)
    {
        var errors = problems.Where(p => p.Severity == Severity.Error).ToValueList();
        return errors.Count > 0 ? errors : [new(new(file, 1, 1), Severity.Error, "apply.terms", "Standard terms are no agreement, and only an agreement is kept.", "Apply an agreement that uses them: they are kept with it.")];
    }

    /// <summary>Reads the versions of a space that are in force.</summary>
    /// <param name="space">As it was at some entry.</param>
    /// <param name="document">Finds a text by its hash; <c>null</c>: it is not there.</param>
    /// <param name="zones">Laws about clocks.</param>
    /// <returns>Refused where a text is missing, or can no longer be read.</returns>
    public static Result<Versions> Read(Space space, Func<Digest, ReadOnlyMemory<byte>?> document, IDateTimeZoneProvider zones)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(document);
        var (agreements, problems) = (new List<Agreement>(), new List<Problem>());
        foreach (var version in space.InForce)
        {
            var name = FileName(space.Name, version.What.Version);
            var layers = new List<Layer>();
            foreach (var (file, hash) in version.What.Beside)
                if (document(hash) is not { } text) problems.Add(Missing(file, version));
                else if (Layer.Parse(file, text) is { } layer) layers.Add(layer);
            if (document(version.What.File) is not { } own)
            {
                problems.Add(Missing(name, version));
                continue;
            }
            var parsed = AgreementFile.Parse(name, own, layers.ToValueList(), zones);
            problems.AddRange(parsed.Problems.Where(p => p.Severity == Severity.Error));
            if (parsed.Agreement is { } agreement) agreements.Add(agreement);
        }
        return problems.Count > 0 ? new Result<Versions>.Refused(problems.ToValueList()) : Versions.Of(agreements);
    }

    static Problem Missing(string file, ProposedVersion version) =>
        new(new(file, 0, 0), Severity.Error, "record.text-missing", $"The text of '{file}', which entry {version.Seq} proposed, is not in the record.", "The record was damaged: restore a backup.");

    // Two files of one name in different folders keep apart by what they are cited as.
    static string NameOf(Layer layer) => $"{layer.Name}.yaml";

    /// <summary>The texts without which a file does not mean what it means: what it uses, the agreements that it depends on, and what these use.</summary>
    static List<Layer> Needed(Agreement agreement, ReadOnlyMemory<byte> bytes, string file, ValueList<Layer> layers)
    {
        var merging = new Layers(layers, new Problems());
        _ = merging.On(Tree.Parse(file, bytes).Root!);
        var suppliers = agreement.Levels.SelectMany(l => l.DependsOn).SelectMany(d => d.Each).Select(d => (d.On as RestsOn.Agreement)?.Name).ToHashSet();
        foreach (var supplier in layers.Where(l => !l.Name.IsTerms && suppliers.Contains(l.Name.Name))) _ = merging.On(supplier.Root);
        var used = merging.Used.ToHashSet();
        return layers.Where(l => used.Contains(l.Name) || (!l.Name.IsTerms && suppliers.Contains(l.Name.Name))).DistinctBy(l => l.Name).OrderBy(l => l.Name.ToString(), StringComparer.Ordinal).ToList();
    }
}
