namespace Surety.Web.Api;

static class Once
{
    public static Task<Reply> RunAsync(Call call, Operation operation, string key) => operation.Run(call);
}

static class Auditing
{
    public static Task DeniedAsync(Surety.Storage.Records.Store store, Surety.Storage.People.Caller caller, string operation, CancellationToken cancellation) => Task.CompletedTask;
}
