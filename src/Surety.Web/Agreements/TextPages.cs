using System.Text;
using NodaTime;
using Surety.Changes;
using Surety.Contract;
using Surety.Facts;
using Surety.Journal;
using Surety.Storage.Records;
using Surety.Web.Api;
using Surety.Web.Shell;

namespace Surety.Web.Agreements;

/// <summary>The text of an agreement as a page: what is in force, who agreed, what changes when; and what is different between two versions.</summary>
static class TextPages
{
    /// <summary>So many dates are shown.</summary>
    const int MostDates = 20;

    static Query Language => new("language", new Shape.OneOf(["en", "de"]), "In which it is printed; where silent, the binding one.");

    public static ValueList<Operation> All { get; } = [
        PagesOf.Read("/agreements/{agreement}/text", "showText", "Shows the text that is in force, the versions, their signatures, and what falls due.", ShowAsync) with { Query = [Language] },
        PagesOf.Read("/agreements/{agreement}/text/{version}", "showVersion", "Shows the text of a version, with its signatures.", ShowAsync) with { Query = [Language] },
        PagesOf.Read("/agreements/{agreement}/text/{version}/diff/{other}", "showDiff", "Shows what another version says otherwise, clause by clause.", DiffAsync) with { Query = [Language] },
        PagesOf.Read("/agreements/{agreement}/text/{version}/file", "downloadVersion", "Gives the canonical file of a version, whose hash is signed.", FileAsync) with { Gives = [new(200, "The file.", "application/yaml")] },
    ];

    static async Task<Reply> ShowAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        await using var reading = await call.LookAsync();
        if (await KnownAgreement.FindAsync(reading, agreement.Name, call.Cancellation) is not { } known || known.Space.Versions.Count == 0) return Reply.Absent;
        var now = call.Store.Now;
        var number = call.Context.Request.RouteValues.ContainsKey("version") ? call.PathNumber("version") : known.VersionAt(now) ?? known.Space.Versions[^1].What.Version;
        if (known.Space.Versions.LastOrDefault(v => v.What.Version == number) is not { } version || await VersionText.OfAsync(reading, known.Space, version, call.Cancellation) is not { } text) return Reply.Absent;
        var entries = await EntriesAsync(call, reading, version);
        return text.Printed(call.Query("language")) switch
        {
            Result<PrintedContract>.Ok { Value: var contract } => await call.PageAsync<TextPage>(new()
            {
                ["Agreement"] = agreement,
                ["Lines"] = Encoding.UTF8.GetString(text.Bytes.Span).TrimEnd('\n').Split('\n').ToValueList(),
                ["Contract"] = contract,
                ["Version"] = version,
                ["Entries"] = entries,
                ["InForce"] = known.VersionAt(now),
                ["State"] = known.State(now),
                ["LastDay"] = known.LastDay,
                ["NextEnd"] = known is { LastDay: null, Versions: { } inForce } ? inForce.TimeIn(new FactBuilder().Build()).NextEnd(now, inForce.Newest.Scope.BusinessDays) : null,
                ["Versions"] = known.Space.Versions,
                ["Agreed"] = known.Space.InForce.Select(v => v.What.Version).ToValueList(),
                ["IsKeptAlone"] = known.Space.KeptBy is not null,
                ["Zone"] = known.Newest?.Zone ?? DateTimeZone.Utc,
                ["Dates"] = (await reading.PlanAsync(agreement.Name, MostDates, call.Cancellation)).ToValueList(),
            }),
            Result<PrintedContract>.Refused refused => Reply.Of(refused.Problems),
        };
    }

    /// <summary>The entries of the journal that brought a version and its signatures, by number.</summary>
    static async Task<Dictionary<long, Entry>> EntriesAsync(Call call, Reading reading, ProposedVersion version)
    {
        var entries = new Dictionary<long, Entry>();
        foreach (var seq in version.Signatures.Select(s => s.Seq).Prepend(version.Seq))
            if (await reading.EntriesAsync(call.Path("agreement"), seq, seq, call.Cancellation) is [var (_, bytes)] && Entry.Read(bytes) is { } entry) entries[seq] = entry;
        return entries;
    }

    static async Task<Reply> DiffAsync(Call call)
    {
        if (await AgreementView.FindAsync(call) is not { } agreement) return Reply.Absent;
        await using var reading = await call.LookAsync();
        if (await AgreementsApi.VersionAsync(call, reading, call.PathNumber("version")) is not var (_, _, old) || await AgreementsApi.VersionAsync(call, reading, call.PathNumber("other")) is not var (_, _, other)) return Reply.Absent;
        return AgreementDiff.Of((old.File, old.Bytes, old.Layers), (other.File, other.Bytes, other.Layers), call.Query("language") ?? LanguagePage.Of(call.Context.Request)) switch
        {
            Result<AgreementDiff>.Ok { Value: var diff } => await call.PageAsync<DiffingPage>(new() { ["Agreement"] = agreement, ["Diff"] = diff }),
            Result<AgreementDiff>.Refused refused => Reply.Of(refused.Problems),
        };
    }

    static async Task<Reply> FileAsync(Call call)
    {
        if (await call.SeatAsync(call.Path("agreement")) is null) return Reply.Absent;
        await using var reading = await call.LookAsync();
        if (await AgreementsApi.VersionAsync(call, reading, call.PathNumber("version")) is not var (_, _, text)) return Reply.Absent;
        return new Reply.Whole(200, "application/yaml; charset=utf-8", text.Bytes) { Headers = [("Content-Disposition", $"attachment; filename=\"{text.File.Replace('"', '_')}\"")] };
    }
}
