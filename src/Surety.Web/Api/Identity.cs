using Microsoft.AspNetCore.Http;
using Surety.Storage.People;
using Surety.Storage.Records;

namespace Surety.Web.Api;

/// <summary>Who calls.</summary>
public sealed class Identity(Store store)
{
    /// <summary>Name of the cookie of a session.</summary>
    public const string Cookie = "surety";

    /// <summary>Looks who calls.</summary>
    public Task<(Caller? Caller, Reply.Refused? Refused)> OfAsync(HttpContext context) { _ = store; _ = context; return Task.FromResult<(Caller?, Reply.Refused?)>((null, null)); }
}
