using System.Text.Json;
using NodaTime.Text;
using Surety.Statements;
using Surety.Storage.People;
using Surety.Web.Api;

namespace Surety.Web.People;

/// <summary>Keys by which programs call.</summary>
static class KeysApi
{
    static Shape.OneOf Scope => new(Enum.GetValues<Permission>().Where(p => p != Permission.Erase).Select(RoleWords.Of).ToValueList());

    static Shape.Fields Key => new([
        new("id", new Shape.Words(60), "Its name."), new("label", new Shape.Words(80), "What people call it."), new("scopes", new Shape.Several(Scope, 10), "What it may do."),
        new("sources", new Shape.Several(new Shape.Words(200), 100), "The sources that it may send facts as; none: any."), new("agreement", new Shape.Words(200), "The one agreement that it is for.", false),
        new("made", new Shape.Moment(), "When it was made."), new("by", new Shape.Words(200), "Who made it."), new("ends", new Shape.Moment(), "When it ends.", false), new("revoked", new Shape.Moment(), "When it was revoked.", false),
        new("key", new Shape.Words(200), "What the program sends behind 'Authorization: Bearer'; told this once.", false),
    ]);

    public static ValueList<Operation> All { get; } = [
        new("GET", "/v1/keys", "listKeys", "Keys", "Lists the keys of the party; those that count no more, too.", ListAsync) { Needs = Permission.People, Gives = [new(200, "The newest first.", Shape: Paging.Of(Key))], Query = Paging.Queries },
        new("POST", "/v1/keys", "makeKey", "Keys", "Makes a key. It is told this once.", MakeAsync)
        {
            // The answer has a secret, which is kept nowhere: sent again, another key is made.
            Needs = Permission.People, IsRepeatable = true, Gives = [new(201, "The key.", Shape: Key)],
            Body = new([
                new("label", new Shape.Words(80), "What people call it: 'probe in Frankfurt'."), new("scopes", new Shape.Several(Scope, 10), "What it may do: a source needs 'facts' and no more."),
                new("sources", new Shape.Several(new Shape.Words(200), 100), "The sources that it may send facts as; none: any.", false), new("agreement", new Shape.Words(200), "The one agreement, or feed, that it is for; where silent, all of the party's.", false),
                new("ends", new Shape.Moment(), "When it ends; where silent, not by itself.", false),
            ]),
        },
        new("DELETE", "/v1/keys/{key}", "revokeKey", "Keys", "Revokes a key: within five seconds it opens nothing any more.", RevokeAsync) { Needs = Permission.People, Gives = [new(204, "It is revoked.", "")] },
    ];

    static async Task<Reply> ListAsync(Call call)
    {
        if (call.After(out var isCursor) is var after && !isCursor) return Paging.NoCursor;
        await using var reading = await call.LookAsync();
        var all = await ApiKeys.ListAsync(reading, call.Caller.Party, call.Cancellation);
        return call.Page(all.SkipWhile(k => after is not null && k.Id != after).Skip(after is null ? 0 : 1).ToList(), (json, key) => Write(json, key, null), k => k.Id);
    }

    static async Task<Reply> MakeAsync(Call call)
    {
        var wanted = new WantedKey(call.Text("label")!, call.Texts("scopes").Select(RoleWords.ScopeOf).OfType<Permission>().ToValueList(), call.Texts("sources"), call.Text("agreement"), call.Text("ends") is { } ends ? OffsetDateTimePattern.ExtendedIso.Parse(ends).Value.ToInstant() : null);
        return await ApiKeys.MakeAsync(call.Store, call.Caller, wanted, call.Cancellation) switch
        {
            Result<MadeKey>.Ok { Value: var made } => Reply.Json(json => Write(json, made.Key, made.Token), 201),
            Result<MadeKey>.Refused refused => Reply.Of(refused.Problems),
        };
    }

    static async Task<Reply> RevokeAsync(Call call) => await ApiKeys.RevokeAsync(call.Store, call.Caller, call.Path("key"), call.Cancellation) is Result<ApiKey>.Refused refused ? Reply.Of(refused.Problems) : new Reply.Nothing();

    static void Write(Utf8JsonWriter json, ApiKey key, string? token)
    {
        json.WriteString("id", key.Id);
        json.WriteString("label", key.Label);
        PeopleApi.Words(json, "scopes", key.Scopes.Select(RoleWords.Of));
        PeopleApi.Words(json, "sources", key.Sources);
        if (key.Space is { } space) json.WriteString("agreement", space);
        json.WriteString("made", Display.InUtc(key.Made));
        json.WriteString("by", key.By);
        if (key.Ends is { } ends) json.WriteString("ends", Display.InUtc(ends));
        if (key.Revoked is { } revoked) json.WriteString("revoked", Display.InUtc(revoked));
        if (token is not null) json.WriteString("key", token);
    }
}
