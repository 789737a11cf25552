using System.CommandLine;
using System.Text;
using NodaTime;
using NodaTime.Text;
using Surety.Cli.Servers;
using Surety.Cli.Statements;
using Surety.Facts;
using Surety.Journal;
using Surety.Scope;
using Surety.Statements;
using Surety.Storage.Exclusions;
using Surety.Storage.Records;

namespace Surety.Cli.Records;

/// <summary><c>surety statement</c>: the statement of a period as it was published, or as it was known on any date.</summary>
internal static class StatementCommand
{
    static readonly Argument<string?> Period = new("period") { Description = "A month, quarter or year. Where silent: the month that was published last.", HelpName = "2026-10", Arity = ArgumentArity.ZeroOrOne };
    static readonly Option<int?> Revision = new("--revision") { Description = "An earlier revision; 0 is the first statement.", HelpName = "number" };
    static readonly Option<string?> AsOf = new("--as-of") { Description = "As it was known at that instant, published or not.", HelpName = "instant" };

    public static Command Of(Session session)
    {
        var output = Verb.OutputOption("table", "json", "html", "csv");
        var statement = new Verb(
            "statement", "Prints a published statement, worked out again from the record; or what was known of a period on any date.",
            "surety statement", "surety statement 2026-10 -o html > october.html", "surety statement 2026-10 --language de", "surety statement 2026-10 --revision 0", "surety statement 2026-Q4 --as-of 2026-11-20")
        {
            Period, Revision, AsOf, Record.SpaceOption, Record.Data, Record.At, Api.Server, Api.KeyFile, output, Verb.Json, EvaluateCommand.Language,
        };
        statement.SetAction((parsed, cancellation) =>
        {
            var form = parsed.GetValue(Verb.Json) ? "json" : parsed.GetValue(output)!;
            if (EvaluateCommand.LanguageOf(parsed, form, session) is not { } language) return Task.FromResult(ExitCode.WrongUsage);
            return Api.IsMeant(parsed) ? Api.RunAsync(session, parsed, api => OnServerAsync(session, api, parsed, form, language, cancellation), cancellation) : Record.RunAsync(session, parsed, writes: false, store => RunAsync(session, store, parsed, form, language, cancellation), cancellation);
        });
        return statement;
    }

    static async Task<int> RunAsync(Session session, Store store, ParseResult parsed, string form, Language language, CancellationToken cancellation)
    {
        if (await Record.SpaceAsync(store, parsed.GetValue(Record.SpaceOption), session, cancellation) is not { } name) return ExitCode.Error;
        await using var reading = await store.LookAsync(cancellation);
        var looking = await RecordedSpace.NowAsync(reading, name, cancellation);
        if (looking is not Result<RecordedSpace>.Ok { Value: var space }) return Record.Refused(session, ((Result<RecordedSpace>.Refused)looking).Problems);
        var period = parsed.GetValue(Period) ?? space.Space.NewestStatement?.What.Period;
        if (period is null)
        {
            session.Complain(space.Versions is null ? "No version of the agreement is in force yet." : $"No statement was published yet: 'surety close' publishes those that are due. With a period and --as-of {Display.InUtc(session.Now)}, what is known now can be looked at before.");
            return ExitCode.Error;
        }
        if (Measured.Read("The period", period, session) is not { } read) return ExitCode.WrongUsage;
        if (parsed.GetValue(AsOf) is { } asOf) return await AsKnownAsync(session, reading, name, space, read, asOf, form, language, cancellation);
        var wanted = parsed.GetValue(Revision);
        var published = space.Space.Statements.LastOrDefault(s => s.What.Period == read.ToString() && (wanted is null || s.What.Revision == wanted));
        if (published is null)
        {
            session.Complain(wanted is { } number && space.Space.Statement(read.ToString()) is { } last ? $"The statement of {read} has no revision {number}: its newest is {last.What.Revision}." : $"No statement of {read} was published. What is known now can be looked at all the same: --as-of {Display.InUtc(session.Now)}");
            return ExitCode.Error;
        }
        switch (await RecordedSpace.AgainAsync(reading, name, published, cancellation))
        {
            case Result<Publication>.Ok { Value: var again }:
                session.Say($"Revision {published.What.Revision}, published {Display.Moment(published.What.AsOf, again.Statement.Zone)}; worked out again, it is what was published: {published.What.Result}.");
                EvaluateCommand.Write([again.Statement], form, language, session);
                Tell(session, (await LateFacts.OfAsync(reading, space.Space, isWhole: true, cancellation)).FirstOrDefault(l => l.Period == published.What.Period && l.Revision == published.What.Revision), again.Statement.Zone, form);
                await ProposalsAsync(session, reading, name, again.Statement.Period, form, cancellation);
                return ExitCode.Ok;
            case Result<Publication>.Refused refused:
                session.Complain(refused.Problems);
                return ExitCode.NotVerified;
            default: return ExitCode.Error;
        }
    }

    // What came since is no part of what was published.
    static void Tell(Session session, LateFacts? late, DateTimeZone zone, string form)
    {
        if (late is null) return;
        var words = $"{late.Period}: {late.Words(zone, isAfter: true)}";
        if (form is "table") session.Line(words);
        else session.Say(words);
    }

    static async Task ProposalsAsync(Session session, Reading reading, string name, Window period, string form, CancellationToken cancellation)
    {
        if (form == "table" && await Proposals.ListAsync(reading, name, cancellation) is Result<ValueList<Proposal>>.Ok { Value: var all }) ShownProposal.Tell(session, (await Proposals.RuledAsync(reading, name, all, session.Now, cancellation)).Select(p => ShownProposal.Of(p, null, [])), period);
    }

    static async Task<int> OnServerAsync(Session session, Api api, ParseResult parsed, string form, Language language, CancellationToken cancellation)
    {
        var (name, code) = await api.AgreementAsync(parsed.GetValue(Record.SpaceOption), cancellation);
        if (name is null) return code;
        (var asked, code) = await AskedAsync(session, api, name, parsed.GetValue(Period), parsed.GetValue(AsOf), cancellation);
        if (asked is not (var read, var when)) return code;
        var query = $"?width={session.Terminal.Width}{(parsed.GetValue(Revision) is { } revision ? $"&revision={revision}" : "")}{In(language)}{when}";
        var answer = await api.GetAsync($"v1/agreements/{Api.In(name)}/statements/{read}{query}", cancellation, form switch { "json" => "application/json", "html" => "text/html", "csv" => "text/csv", _ => "text/plain" });
        if (!answer.IsDone) return Told(api, answer);
        if (form is "json" && answer.ETag?.Trim('"') is { } hash && hash != Digest.Of(answer.Bytes).ToString())
        {
            session.Complain($"What {api.Address.Authority} sent is not what was published: its hash is not {hash}.");
            return ExitCode.NotVerified;
        }
        var said = when.Length == 0 ? await RevisionAsync(api, name, read.ToString(), parsed.GetValue(Revision), answer.ETag, cancellation) : null;
        if (said is { } published)
            session.Say($"Revision {published.Revision}, published {published.When}; {(form is "json" ? "its bytes are what was published" : "worked out again there, it is what was published")}: {published.Hash}.");
        var statement = Encoding.UTF8.GetString(answer.Bytes);
        if (form is "json" or "html") session.Output.WriteLine(statement);
        else session.Output.Write(form is "csv" ? statement : Session.Harmless(statement));
        if (said is { Late: { } late }) Tell(session, late, said.Value.Zone, form);
        return form is "table" ? await ProposalsAsync(session, api, name, read.ToString(), cancellation) : ExitCode.Ok;
    }

    /// <summary>Which revision a server answered with, and when it was published; <c>null</c>: it does not say.</summary>
    static async Task<(int Revision, string When, string Hash, DateTimeZone Zone, LateFacts? Late)?> RevisionAsync(Api api, string name, string period, int? revision, string? etag, CancellationToken cancellation)
    {
        var hash = etag?.Replace("W/", "", StringComparison.Ordinal).Trim('"').Split(';')[0];
        var at = $"v1/agreements/{Api.In(name)}";
        for (var next = ""; ;)
        {
            var page = await api.GetAsync($"{at}/statements?limit=200{next}", cancellation);
            if (!page.IsDone) return null;
            foreach (var one in page.Json.GetProperty("items").EnumerateArray().Where(i => Api.Word(i, "period") == period && Api.Word(i, "hash") == hash))
            {
                var number = one.GetProperty("revision").GetInt32();
                if (revision is not null && revision != number || InstantPattern.ExtendedIso.Parse(Api.Word(one, "published") ?? "") is not { Success: true, Value: var published }) continue;
                var standing = await api.GetAsync($"{at}/levels", cancellation);
                var zone = standing.IsDone ? ShownStanding.Read(standing.Json).Zone : null;
                return (number, zone is null ? Display.InUtc(published) : Display.Moment(published, zone), hash!, zone ?? DateTimeZone.Utc, one.TryGetProperty("late", out var late) ? LateFacts.Read(late, name) : null);
            }
            if (Api.Word(page.Json, "next") is not { } more) return null;
            next = $"&cursor={more}";
        }
    }

    /// <summary>The language of a text or a page, for the query of a request; nothing for English, which servers of all versions tell.</summary>
    internal static string In(Language language) => language == Language.English ? "" : $"&language={language.Tag}";

    /// <summary>Tells why a server gives no statement; what it says of <c>as-of</c> is an option here.</summary>
    internal static int Told(Api api, Answer answer) => api.Told(answer.Status == 404 && answer.ContentType == "application/problem+json" ? new(answer.Status, answer.ContentType, answer.ETag, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.Bytes).Replace("as-of=", "--as-of ", StringComparison.Ordinal))) : answer);

    /// <summary>Which statement of an agreement on a server is meant: of the period that was named, else of the one that was published last; as it was known at an instant, where one was named.</summary>
    /// <returns>The period, and what goes behind the other parameters; or none, and the code to leave with.</returns>
    internal static async Task<((CalendarPeriod Period, string Query)? Asked, int Code)> AskedAsync(Session session, Api api, string name, string? period, string? asOfText, CancellationToken cancellation)
    {
        var at = $"v1/agreements/{Api.In(name)}";
        if (period is null)
        {
            var newest = await api.GetAsync($"{at}/statements?limit=1", cancellation);
            if (!newest.IsDone) return (null, api.Told(newest));
            if (newest.Json.GetProperty("items").EnumerateArray().Select(i => Api.Word(i, "period")).FirstOrDefault() is not { } last)
            {
                session.Complain($"No statement was published yet: 'surety close' publishes those that are due. With a period and --as-of {Display.InUtc(session.Now)}, what is known now can be looked at before.");
                return (null, ExitCode.Error);
            }
            period = last;
        }
        if (Measured.Read("The period", period, session) is not { } read) return (null, ExitCode.WrongUsage);
        if (asOfText is null) return ((read, ""), ExitCode.Ok);
        // By the clock on the wall of the agreement, where somebody wrote no other.
        var standing = await api.GetAsync($"{at}/levels", cancellation);
        if (!standing.IsDone) return (null, api.Told(standing));
        return InstantText.Read("--as-of", asOfText, ShownStanding.Read(standing.Json).Zone) switch
        {
            Result<Instant>.Ok { Value: var asOf } => ((read, $"&as-of={Display.InUtc(asOf)}"), ExitCode.Ok),
            Result<Instant>.Refused refused => (null, session.Refuse(refused.Problems)),
        };
    }

    static async Task<int> ProposalsAsync(Session session, Api api, string name, string period, CancellationToken cancellation)
    {
        var (there, code) = await ProposalsOnServer.AtAsync(api, session, name, null, cancellation);
        if (there is null) return code;
        (var all, code) = await there.ListAsync(isOpen: false, cancellation, looks: false);
        if (all is not { Count: > 0 }) return code;
        var standing = await api.GetAsync($"v1/agreements/{Api.In(name)}/levels", cancellation);
        if (!standing.IsDone) return api.Told(standing);
        if (Publication.Period(period, ShownStanding.Read(standing.Json).Zone) is Result<Window>.Ok { Value: var window }) ShownProposal.Tell(session, all, window);
        return ExitCode.Ok;
    }

    static async Task<int> AsKnownAsync(Session session, Reading reading, string name, RecordedSpace now, CalendarPeriod period, string asOfText, string form, Language language, CancellationToken cancellation)
    {
        var zone = now.Versions?.Newest.Zone ?? DateTimeZone.Utc;
        if (InstantText.Read("--as-of", asOfText, zone) is not Result<Instant>.Ok { Value: var asOf }) return session.Refuse(((Result<Instant>.Refused)InstantText.Read("--as-of", asOfText, zone)).Problems);
        if (asOf > session.Now) return session.Refuse($"--as-of '{asOfText}' has not come yet: nobody knows what will be known then.");
        if (await AsKnown.AtAsync(reading, name, asOf, cancellation) is not Result<AsKnown>.Ok { Value: var then })
        {
            session.Complain($"On {Display.Moment(asOf, zone)} no version of the agreement was in force in this record.{(asOfText.Length == 10 ? " A date is its beginning." : "")} As it is known now: --as-of {Display.InUtc(session.Now)}");
            return ExitCode.Error;
        }
        session.Complain(then.Problems.Take(20));
        if (Publication.Period(period.ToString(), then.Versions.Newest.Zone) is not Result<Window>.Ok { Value: var window }) return ExitCode.WrongUsage;
        session.Say($"As it was known on {Display.Moment(asOf, zone)}: entries 1 to {then.Space.UpTo}.");
        EvaluateCommand.Write([then.Statement(window).Statement], form, language, session);
        await ProposalsAsync(session, reading, name, window, form, cancellation);
        return ExitCode.Ok;
    }
}
