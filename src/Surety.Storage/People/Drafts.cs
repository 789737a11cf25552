using System.Data.Common;
using System.Text;
using NodaTime;
using Surety.Storage.Records;

namespace Surety.Storage.People;

/// <summary>A text that a party writes at, and nobody else sees.</summary>
/// <param name="Party">Handle of the party.</param><param name="Id">Its name.</param><param name="Space">The space that it is for; <c>null</c>: none yet.</param><param name="Title">What people call it.</param><param name="Text">What it says.</param><param name="By">Name of the caller that wrote last.</param><param name="Updated">When.</param>
public sealed record Draft(string Party, string Id, string? Space, string Title, string Text, string By, Instant Updated)
{
    /// <summary>Hash of what it says, title and space included: who changes it names what it changes.</summary>
    public string ETag => Digest.Of(Encoding.UTF8.GetBytes($"{Space}\n{Title}\n{Text}")).ToString();
}

/// <summary>A draft as a list has it, without what it says.</summary>
/// <param name="Id">Its name.</param><param name="Space">The space that it is for; <c>null</c>: none yet.</param><param name="Title">What people call it.</param><param name="Length">Of its text, in characters.</param><param name="By">Name of the caller that wrote last.</param><param name="Updated">When.</param>
public sealed record ListedDraft(string Id, string? Space, string Title, long Length, string By, Instant Updated);

/// <summary>Drafts of agreements.</summary>
public static class Drafts
{
    const string Columns = "party, draft, space, title, text, by, updated";

    /// <summary>A party has so many drafts at most.</summary>
    const int Most = 200;

    /// <summary>Longest text, in characters.</summary>
    public const int MostText = 1 << 20;

    /// <summary>Drafts of a party, the newest first; what they say is not read.</summary>
    public static async Task<ValueList<ListedDraft>> ListAsync(Reading reading, string party, CancellationToken cancellation) =>
        (await reading.Command("select draft, space, title, length(text), by, updated from draft where party = @party order by updated desc, draft", ("party", party))
            .RowsAsync(r => new ListedDraft(r.Text(0), r.IsDBNull(1) ? null : r.Text(1), r.Text(2), r.Whole(3), r.Text(4), Sql.At(r.Whole(5))), cancellation)).ToValueList();

    /// <summary>Drafts of a party with what they say, the newest first: what another draft may stand on.</summary>
    /// <param name="reading">Into the record.</param><param name="party">Handle of the party.</param><param name="space">Only those for this space; <c>null</c>: all.</param><param name="cancellation">Ends it.</param>
    public static async Task<ValueList<Draft>> AllAsync(Reading reading, string party, string? space, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from draft where party = @party and (@space = '' or space = @space) order by updated desc, draft", ("party", party), ("space", space ?? "")).RowsAsync(Read, cancellation)).ToValueList();

    /// <summary>A draft; <c>null</c>: there is none.</summary>
    public static async Task<Draft?> FindAsync(Reading reading, string party, string id, CancellationToken cancellation) =>
        (await reading.Command($"select {Columns} from draft where party = @party and draft = @draft", ("party", party), ("draft", id)).RowsAsync(Read, cancellation)).FirstOrDefault();

    /// <summary>Begins a draft.</summary>
    /// <returns>Refused: something about it is wrong.</returns>
    public static Task<Result<Draft>> BeginAsync(Store store, Caller caller, string? space, string title, string text, CancellationToken cancellation) => store.ChangeAsync<Draft>(caller.Access, async changing =>
    {
        if (await ProblemsAsync(changing, caller, space, title, text, cancellation) is { Count: > 0 } problems) return new Result<Draft>.Refused(problems);
        if ((await changing.Reading.Command("select count(*) from draft where party = @party", ("party", caller.Party)).RowsAsync(r => r.Whole(0), cancellation))[0] >= Most) return Fields.Refused<Draft>("draft", "draft.many", $"There are {Most} drafts already.", "Throw away one that nobody needs.");
        var draft = new Draft(caller.Party, $"dra_{Secrets.Id(16)}", space, title.Trim(), text, caller.Name, Sql.At(changing.Now.ToUnixTimeTicks()));
        changing.Stage("insert into draft (party, draft, space, title, text, by, updated) values (@party, @draft, @space, @title, @text, @by, @updated)", Values(draft));
        changing.Audit(caller.Party, caller.Name, "draft.begin", draft.Id, Outcome.Done, space ?? "");
        return new Result<Draft>.Ok(draft);
    }, cancellation);

    /// <summary>Writes a draft anew.</summary>
    /// <param name="store">Where.</param><param name="caller">Who.</param><param name="id">Which.</param><param name="etag">Of the text that it changes; <c>null</c>: whatever stands there.</param><param name="space">The space that it is for.</param><param name="title">What people call it.</param><param name="text">What it says now.</param><param name="cancellation">Ends the waiting.</param>
    /// <returns>Refused: there is none (<c>draft.none</c>), somebody else changed it meanwhile (<c>draft.meanwhile</c>), or something about it is wrong.</returns>
    public static Task<Result<Draft>> SaveAsync(Store store, Caller caller, string id, string? etag, string? space, string title, string text, CancellationToken cancellation) => store.ChangeAsync<Draft>(caller.Access, async changing =>
    {
        if (await StandingAsync(changing, caller, id, etag, cancellation) is Result<Draft>.Refused refused) return refused;
        if (await ProblemsAsync(changing, caller, space, title, text, cancellation) is { Count: > 0 } problems) return new Result<Draft>.Refused(problems);
        var draft = new Draft(caller.Party, id, space, title.Trim(), text, caller.Name, Sql.At(changing.Now.ToUnixTimeTicks()));
        changing.Stage("update draft set space = @space, title = @title, text = @text, by = @by, updated = @updated where party = @party and draft = @draft", Values(draft));
        changing.Audit(caller.Party, caller.Name, "draft.save", id, Outcome.Done, space ?? "");
        return new Result<Draft>.Ok(draft);
    }, cancellation);

    /// <summary>Throws a draft away.</summary>
    /// <returns>Refused: there is none, or somebody else changed it meanwhile.</returns>
    public static Task<Result<Draft>> DropAsync(Store store, Caller caller, string id, string? etag, CancellationToken cancellation) => store.ChangeAsync<Draft>(caller.Access, async changing =>
    {
        var standing = await StandingAsync(changing, caller, id, etag, cancellation);
        if (standing is Result<Draft>.Refused) return standing;
        changing.Stage("delete from draft where party = @party and draft = @draft", ("party", caller.Party), ("draft", id));
        changing.Audit(caller.Party, caller.Name, "draft.drop", id, Outcome.Done);
        return standing;
    }, cancellation);

    static async Task<Result<Draft>> StandingAsync(Changing changing, Caller caller, string id, string? etag, CancellationToken cancellation)
    {
        await changing.HoldAsync(caller.Party, cancellation);
        if (await FindAsync(changing.Reading, caller.Party, id, cancellation) is not { } draft) return Fields.Refused<Draft>("draft", "draft.none", "There is no such draft.");
        return etag is null || etag == draft.ETag ? new Result<Draft>.Ok(draft) : Fields.Refused<Draft>("draft", "draft.meanwhile", "Somebody else changed the draft meanwhile.", "Read it again, and change that.");
    }

    static async Task<ValueList<Problem>> ProblemsAsync(Changing changing, Caller caller, string? space, string title, string text, CancellationToken cancellation) =>
    [
        .. Fields.Line("title", title),
        .. text.Length > MostText ? [Fields.No("text", "field.long", $"'text' has {text.Length} characters.", $"Write at most {MostText}.")] : Enumerable.Empty<Problem>(),
        .. text.Contains('\0', StringComparison.Ordinal) || !Fields.IsWhole(text) ? [Fields.No("text", "field.characters", "'text' has characters that cannot be seen.", "Write plain text.")] : Enumerable.Empty<Problem>(),
        .. space is not null && (!caller.IsFor(space) || await Seats.FindAsync(changing.Reading, space, caller.Party, cancellation) is not { Reads: false }) ? [Fields.No("space", "space.none", $"There is no space {Text.Quoted.Of(space)}.")] : Enumerable.Empty<Problem>(),
    ];

    static (string, object?)[] Values(Draft draft) => [("party", draft.Party), ("draft", draft.Id), ("space", draft.Space), ("title", draft.Title), ("text", draft.Text), ("by", draft.By), ("updated", draft.Updated.ToUnixTimeTicks())];

    static Draft Read(DbDataReader r) => new(r.Text(0), r.Text(1), r.IsDBNull(2) ? null : r.Text(2), r.Text(3), r.Text(4), r.Text(5), Sql.At(r.Whole(6)));
}
